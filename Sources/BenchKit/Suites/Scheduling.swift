internal import CKernels
internal import NodeModel
internal import CLinux

/// How late a sleeping thread wakes up after the instant it asked for.
///
/// As cyclictest: an absolute timer each 200 µs, with the timer slack at 1 ns, because the default of
/// 50 µs would be measured instead. With the ordinary policy and, where the kernel allows it, as a
/// real-time thread (`SCHED_FIFO`). Each result is one statistic over the wake-ups of a repetition.
enum Scheduling: Suite {
  static let name: StaticString = "sched"
  static let summary: StaticString = "how late a timer wakes a thread up"

  static func cases(on machine: Machine, plan: Plan) throws(BenchError) -> [any Case] {
    let policies: [WakeUp.Policy] = clinux_may_run_realtime() != 0 ? [.other, .fifo] : [.other]
    // The maximum of some hundred wake-ups is chance; it takes the time of full to mean something.
    let statistics: [WakeUp.Statistic] = plan.extent == .quick ? [.p50, .p99] : [.p50, .p99, .max]
    return policies.flatMap { policy in statistics.map { WakeUp($0, as: policy) } }
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
    case max

    /// Of at least one lateness; the nearest rank.
    func value(of sorted: ArraySlice<UInt64>) -> UInt64 {
      let count = sorted.count
      return switch self {
      case .p50: sorted[sorted.startIndex + (count - 1) / 2]
      case .p99: sorted[sorted.startIndex + (count * 99 + 99) / 100 - 1]
      case .max: sorted[sorted.endIndex - 1]
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

  init(_ statistic: Statistic, as policy: Policy) {
    self.statistic = statistic
    self.policy = policy
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

  func release() { lateness = [] }
}
