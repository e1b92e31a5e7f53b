internal import CKernels
internal import NodeModel

/// The clock: additions that wait for one another, one a cycle.
///
/// A time stamp counter ticks at a rate of its own, and `cpuinfo_cur_freq` is absent in guests.
public final class FrequencyCase: Case {
  /// The clock of so many threads.
  public let subject: Subject
  /// Threads of the team that it uses.
  public let threads: Int
  /// Nothing: one number in a register.
  public let bytes = 0

  /// Additions of a pass: about 0.02 ms.
  private static let rounds = 1 << 10

  /// The clock of `threads` threads that all run.
  public init(threads: Int) {
    self.threads = threads
    subject = Subject(
      suite: PeakSuite.name, name: "frequency", parameters: [.threads(threads)], unit: .hertz)
  }

  /// Nothing to prepare.
  public func prepare(on team: ThreadTeam) {}

  /// The slowest thread's clock; no work in the sense of energy.
  public func run(passes: Int, on team: ThreadTeam) -> Repetition {
    let time = team.run(on: threads) { _ in
      for _ in 0..<passes { ckernels_peak_additions(Self.rounds) }
    }
    let cycles = Double(passes * Self.rounds * 64)
    return Repetition(value: cycles / time.seconds, work: 0, time: time)
  }

  /// Nothing can be wrong but the time.
  public func check() {}

  /// Nothing to give back.
  public func release() {}
}
