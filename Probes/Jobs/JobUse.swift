/// What a job did since the round before, and what it has reserved.
public struct JobUse: Sendable, Equatable {
  /// The number that whoever keeps the books gave the job.
  public let account: Int
  /// CPU time since the round before, in nanoseconds.
  public internal(set) var processorTime: UInt64 = 0
  /// CPU time since the job was found, in nanoseconds; what it used before is not in it.
  public internal(set) var allProcessorTime: UInt64 = 0
  /// Memory that is charged to it, in bytes; nil where nothing tells.
  public internal(set) var memory: UInt64?
  /// What it has reserved.
  public internal(set) var reservation = JobReservation()
  /// Whether its group is gone: this round is its last.
  public internal(set) var isEnded = false

  init(account: Int) {
    self.account = account
  }

  /// Of a job that is told by its processes; nobody knows its memory then.
  public init(account: Int, processorTime: UInt64) {
    self.account = account
    self.processorTime = processorTime
  }
}
