public import NodeModel

/// Which jobs are asked for; what is nil does not matter.
public struct JobFilter: Sendable, Equatable {
  /// Only jobs that still ran at this time or later, in nanoseconds since 1970.
  public var since: UInt64?
  /// Only jobs that had begun before this time, in nanoseconds since 1970.
  public var until: UInt64?
  /// Only the job with this `job_id`.
  public var id: String?
  /// Only jobs of this name; `*` stands for anything, `?` for one character.
  public var name: String?
  /// Only jobs of this user.
  public var user: String?
  /// Only jobs of this account.
  public var account: String?
  /// Only jobs of this partition.
  public var partition: String?
  /// Only jobs with all of these tags, "team=ocean"; the value may be a pattern like the name.
  public var tags: [String] = []
  /// Only jobs of this manager.
  public var manager: JobManager?
  /// Only jobs in this state.
  public var state: JobRecord.State?
  /// Only jobs that have energy of their own.
  var isCounted = false
  /// At most so many, the latest; in the order in which they began.
  public var limit = 100_000

  /// All jobs.
  public init() {}
}
