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
  /// When its group was found, by the clock of who looks, in nanoseconds.
  public let since: UInt64
  /// When its group was found to be gone; nil while it is there.
  public internal(set) var until: UInt64?

  init(account: Int, since: UInt64) {
    self.account = account
    self.since = since
  }

  /// For how many milliseconds between two times, in nanoseconds, its group was there.
  public func milliseconds(from start: UInt64, to end: UInt64) -> UInt64 {
    let (first, last) = (max(start, since) / 1_000_000, min(end, until ?? end) / 1_000_000)
    return last - min(first, last)
  }
}
