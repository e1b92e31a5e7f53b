internal import Probes

/// What the CPUs did that no job did, and how busy they were.
///
/// Jobs are counted in nanoseconds and the node in ticks, so one round's difference may be below zero. What
/// is missing then is taken from the rounds after it: in the long run nothing is lost.
struct SystemWork {
  /// No jobs did more between two reads of the node's time, in nanoseconds.
  private static let mostTime: UInt64 = 1 << 62

  private var last: ProcessorTime.Total?
  private var jobs: UInt64 = 0
  /// What jobs were ahead of the node at the end of the round before, in nanoseconds.
  private var ahead: UInt64 = 0
  private var passed: (busy: UInt64, given: UInt64) = (0, 0)

  /// Whether a round was closed.
  var hasBegun: Bool { last != nil }

  /// CPU time of jobs in this round, in nanoseconds.
  mutating func add(jobs time: UInt64) {
    jobs = min(jobs.clampedAdding(time), Self.mostTime)
  }

  /// Closes the round: the system's CPU time in it, in nanoseconds.
  mutating func system(_ total: ProcessorTime.Total) -> UInt64 {
    passed = total.since(last ?? total)
    last = total
    let taken = jobs + ahead
    jobs = 0
    // No more is carried than ticks can be wrong by: a second of all that the jobs did.
    ahead = min(taken - min(taken, passed.busy), 1_000_000_000)
    return passed.busy - min(passed.busy, taken)
  }

  /// How busy the CPUs were in this round, in millionths; nil in the first one.
  var utilization: UInt32? {
    guard passed.given > 0 else { return nil }
    return UInt32(min(1_000_000, passed.busy.multiplied(by: 1_000_000, dividedBy: passed.given)))
  }
}
