public import EnergyLedger
public import NodeModel

/// A job as the store keeps it: who asked for it, when it ran, and what it had.
///
/// Its key is the epoch and the `job_id`: a unit that starts again within an epoch goes on with its numbers.
public struct JobRecord: Sendable, Equatable {
  /// What is known of a job's end.
  public enum State: String, Sendable, CaseIterable {
    case running
    case ended
    /// It ran when the epoch broke off: its end is the last moment at which it was seen.
    case lost
  }

  /// The life of the counters that its totals belong to.
  public var epoch: Epoch
  /// The `job_id` of labels: `slurm:alpha/4711`.
  public var id: String
  /// What people call it.
  public var name: String
  /// Who keeps its books.
  public var manager: JobManager
  /// Whose it is.
  public var user: String?
  /// Who pays.
  public var account: String?
  /// The queue that it came from.
  public var partition: String?
  /// Project, team and whatever else was said about it, by name.
  public var tags: [String: String]
  /// When it was first seen, in nanoseconds since 1970.
  public var start: UInt64
  /// When it ended, in nanoseconds since 1970; nil while it runs.
  public var end: UInt64?
  /// What is known of its end.
  public var state: State
  /// What it was given; of a running job what it had when it was last filed.
  public var totals: OwnerTotals
  /// Whether it is counted together with others, beyond `jobs.limit`: what it has is not known then.
  public var isFolded = false
  /// What that came to in carbon and cost; nil where nobody knows an intensity.
  public var footprint: JobFootprint?
  /// CPU time since it was found, in nanoseconds, as far as an agent ran; nil where nobody counted all of that.
  public var processorTime: UInt64?
  /// Bytes that it read from disks and wrote to them since it was found; nil where nobody counts them.
  public var traffic: DiskTraffic?
  /// Its steps or containers; nil where none was seen, or it has none that anybody knows.
  public var parts: JobParts?

  /// Whether `totals` say what it had. One that was folded after it had come back has what it had before.
  public var isCounted: Bool { !isFolded || totals.energy > .zero }

  /// A job that runs and has nothing yet.
  public init(
    epoch: Epoch, id: String, name: String, manager: JobManager, user: String? = nil,
    account: String? = nil, partition: String? = nil, tags: [String: String] = [:], start: UInt64
  ) {
    self.epoch = epoch
    self.id = id
    self.name = name
    self.manager = manager
    self.user = user
    self.account = account
    self.partition = partition
    self.tags = tags
    self.start = start
    state = .running
    totals = OwnerTotals()
  }
}
