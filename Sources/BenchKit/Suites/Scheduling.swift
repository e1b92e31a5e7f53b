internal import CKernels
internal import NodeModel
internal import CLinux

/// How late a sleeping thread wakes up after the instant it asked for.
///
/// As cyclictest: an absolute timer each 200 µs, with the timer slack at 1 ns, because the default of
/// 50 µs would be measured instead. With the ordinary policy and, where the kernel allows it, as a
/// real-time thread (`SCHED_FIFO`). Each result is one statistic over the wake-ups of a repetition, to be
/// compared; beside it stands how all wake-ups of the policy lie, with the latest of them.
enum Scheduling: Suite {
  static let name: StaticString = "sched"
  static let summary: StaticString = "how late a timer wakes a thread up"

  static func cases(on machine: Machine, plan: Plan) throws(BenchError) -> [any Case] {
    let policies: [WakeUp.Policy] = clinux_may_run_realtime() != 0 ? [.other, .fifo] : [.other]
    return policies.flatMap { policy in
      let log = WakeUpLog()
      return WakeUp.Statistic.allCases.map { WakeUp($0, as: policy, log) }
    }
  }
}

/// Wake-ups of one policy, whichever case they were made for.
final class WakeUpLog {
  private var latenesses: [UInt64] = []

  /// Adds those of a repetition, in nanoseconds.
  func add(_ some: [UInt64]) { latenesses += some }

  /// How they lie, in seconds, by nearest ranks; nil of none.
  var distribution: BenchDistribution? {
    let sorted = latenesses.sorted()
    guard let last = sorted.last else { return nil }
    func seconds(atPerMille rank: Int) -> Double {
      Double(sorted[(sorted.count * rank + 999) / 1000 - 1]) / 1e9
    }
    return BenchDistribution(
      count: sorted.count, p50: seconds(atPerMille: 500), p99: seconds(atPerMille: 990),
      p999: sorted.count >= 1000 ? seconds(atPerMille: 999) : nil, max: Double(last) / 1e9)
  }
}

/// One statistic over the wake-ups of one thread.
final class WakeUp: Case {
  /// The scheduling class of the sleeper.
  enum Policy: String {
    case other
    case fifo
  }

  /// What is told about the wake-ups of one repetition.
  enum Statistic: String, CaseIterable {
    case p50
    case p99

    /// Of at least one lateness; the nearest rank.
    func value(of sorted: ArraySlice<UInt64>) -> UInt64 {
      let count = sorted.count
      return switch self {
      case .p50: sorted[sorted.startIndex + (count - 1) / 2]
      case .p99: sorted[sorted.startIndex + (count * 99 + 99) / 100 - 1]
      }
    }
  }

  static let periodNanoseconds: UInt64 = 200_000
  /// A 99th percentile of fewer would be the maximum under another name.
  static let wakeUpsInPass = 100

  let subject: Subject
  let threads = 1
  var bytes: Int { lateness.count * MemoryLayout<UInt64>.size }

  private let statistic: Statistic
  private let policy: Policy
  private var lateness: [UInt64] = []
  private var missing = 0
  private let log: WakeUpLog
  /// The first ones, until the case is tried and warm, are not in the log.
  private var isWarm = false

  var distribution: BenchDistribution? { log.distribution }

  init(_ statistic: Statistic, as policy: Policy, _ log: WakeUpLog) {
    self.statistic = statistic
    self.policy = policy
    self.log = log
    subject = Subject(
      suite: Scheduling.name, name: "timer_wake_up",
      parameters: [.text("policy", policy.rawValue), .text("statistic", statistic.rawValue)],
      unit: .seconds)
  }

  func prepare(on team: ThreadTeam) throws(BenchError) {}

  func run(passes: Int, on team: ThreadTeam) -> Repetition {
    let count = passes * Self.wakeUpsInPass
    if lateness.count != count { lateness = Array(repeating: 0, count: count) }
    let isRealtime = policy == .fifo
    let time = unsafe lateness.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { preconditionFailure("no wake-ups asked for") }
      let late = unsafe Shared(start)
      return team.run(on: 1) { _ in
        let slack = clinux_set_timer_slack(1)
        if isRealtime { clinux_run_realtime(90) }
        let written = unsafe ckernels_wake_ups(late.pointer, UInt64(count), Self.periodNanoseconds)
        for index in Int(written)..<count { unsafe late.pointer[index] = .max }
        if isRealtime { clinux_run_realtime(0) }
        clinux_set_timer_slack(slack)
      }
    }
    lateness.sort()
    missing = count - (lateness.firstIndex(of: .max) ?? count)
    if isWarm, missing == 0 { log.add(lateness) }
    let value = lateness.isEmpty ? 0 : statistic.value(of: lateness[...])
    // The thread sleeps on purpose: its CPU time says nothing about others.
    return Repetition(
      value: Double(value) / 1e9, work: 0,
      time: TeamTime(seconds: time.seconds, cpuShare: 1, balance: 1))
  }

  func check() throws(BenchError) {
    guard missing == 0 else {
      throw .wrong("\(missing) of \(lateness.count) wake-ups came early or not at all")
    }
  }

  func release() {
    lateness = []
    isWarm = true
  }
}
