public import NodeModel

/// What a job did since the round before, and what it has reserved.
public struct JobUse: Sendable, Equatable {
  /// The number that whoever keeps the books gave the job.
  public let account: Int
  /// CPU time since the round before, in nanoseconds.
  public internal(set) var processorTime: UInt64 = 0
  /// CPU time since the job was found, in nanoseconds; what it used before is not in it.
  public internal(set) var allProcessorTime: UInt64 = 0
  /// What its group did by the processors' counters in this round; nil where that was not counted.
  public internal(set) var work: ProcessorWork?
  /// CPU time of this round that is not in `work`, in nanoseconds.
  public internal(set) var uncounted: UInt64 = 0
  /// Memory that is charged to it, in bytes; nil where nothing tells.
  public internal(set) var memory: UInt64?
  /// The part of that in each package's memory, in thousandths; nil where there is one package, or nothing tells.
  public internal(set) var memoryParts: SIMD8<UInt16>?
  /// What it read from disks and wrote to them since the round before, as far as it was looked at; nil where nobody
  /// counts it.
  public internal(set) var traffic: DiskTraffic?
  /// What it has reserved.
  public internal(set) var reservation = JobReservation()
  /// The part of the time since the round before in which it was there, in millionths.
  public internal(set) var presence: UInt32 = 1_000_000
  /// What its parts did since they were read last; nil where they were not read in this round, or it has none.
  public internal(set) var parts: PartUses?
  /// Whether its group is gone: this round is its last.
  public internal(set) var isEnded = false

  init(account: Int) {
    self.account = account
  }

  /// Of a job that is told by its processes; nobody knows its memory then.
  public init(account: Int, processorTime: UInt64, presence: UInt32 = 1_000_000) {
    self.account = account
    self.presence = presence
    self.processorTime = processorTime
    uncounted = processorTime
  }

  /// Adds CPU time, in nanoseconds; the greatest number where files say more than that.
  mutating func add(time: UInt64) {
    processorTime = Self.sum(processorTime, time)
    allProcessorTime = Self.sum(allProcessorTime, time)
  }

  static func sum(_ first: UInt64, _ second: UInt64) -> UInt64 {
    let (sum, isGreater) = first.addingReportingOverflow(second)
    return isGreater ? .max : sum
  }

  /// For how much of the time since the round before, in milliseconds, it was there.
  public func part(of milliseconds: UInt64) -> UInt64 {
    milliseconds * UInt64(presence) / 1_000_000
  }
}
