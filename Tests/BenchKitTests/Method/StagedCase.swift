import BenchKit
import NodeModel

/// Time that only cases move.
final class StagedClock: BenchClock {
  var seconds = 0.0
  func nanoseconds() -> UInt64 { UInt64((seconds * 1e9).rounded()) }
  /// It is 1970.
  func realtime() -> UInt64 { nanoseconds() }
}

/// A case that takes no time but says so: each repetition moves the clock.
final class StagedCase: Case {
  let subject: Subject
  var threads = 1
  /// Nil stands for the first of the team.
  var places: [Int]?
  var members: [Int] { places ?? Array(0..<threads) }
  var bytes = 1024
  var borrowedBytes = 0
  var longestBlock: Double?
  var ceiling: (any Case)?
  /// Seconds of one pass, by the number of repetitions before it.
  var pass: (Int) -> Double = { _ in 0.001 }
  /// The threads' share of their CPUs, by the same.
  var cpuShare: (Int) -> Double = { _ in 1 }
  /// From this repetition on the result is wrong.
  var wrongFrom = Int.max
  /// What `prepare` throws.
  var refusal: BenchError?
  private(set) var repetitions = 0
  private(set) var isPrepared = false
  /// The order of events, shared with other cases.
  var log: Log?
  private let clock: StagedClock

  final class Log {
    var names: [String] = []
  }

  init(_ name: String, clock: StagedClock, unit: BenchUnit = .flopPerSecond) {
    subject = Subject(suite: "staged", name: name, parameters: [.threads(1)], unit: unit)
    self.clock = clock
  }

  func prepare(on team: ThreadTeam) throws(BenchError) {
    if let refusal { throw refusal }
    precondition(!isPrepared)
    isPrepared = true
    log?.names.append(subject.name)
    clock.seconds += 0.001
  }

  func run(passes: Int, on team: ThreadTeam) -> Repetition {
    precondition(isPrepared)
    let seconds = pass(repetitions) * Double(passes)
    clock.seconds += seconds
    let share = cpuShare(repetitions)
    repetitions += 1
    let time = TeamTime(seconds: seconds, cpuShare: share, balance: 1)
    return Repetition(work: 1e6 * Double(passes), in: time)
  }

  func check() throws(BenchError) {
    if repetitions > wrongFrom { throw .wrong("element 7 is 3, not 4") }
  }

  func release() { isPrepared = false }
}
