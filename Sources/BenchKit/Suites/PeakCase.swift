internal import Synchronization
public import NodeModel

/// Multiply-adds of one format and instruction set, from registers to registers.
public final class PeakCase: Case {
  /// Which multiply-adds, on how many threads.
  public let subject: Subject
  /// Threads of the team that it uses.
  public let threads: Int
  /// Nothing: everything stands in registers.
  public let bytes = 0

  private let kernel: PeakKernel
  private let wrongSums = WrongSums()

  /// Rounds of a pass: about 0.05 ms, and few enough that the sums are exact.
  private static let rounds = 1 << 14

  /// Nil where the instruction set has no instruction of its own for this format, or the machine lacks it.
  public init?(
    _ format: GemmFormat, threads: Int, instructions: InstructionSet, on machine: Machine
  ) {
    guard instructions <= machine.instructionSet,
      let kernel = PeakKernel(format, on: instructions)
    else { return nil }
    self.kernel = kernel
    self.threads = threads
    subject = Subject(
      suite: PeakSuite.name, name: format.name,
      parameters: [.threads(threads), .instructions(instructions)], unit: format.unit)
  }

  /// The ceiling of a product's kernel: that of floats where bfloat16 is widened to them.
  convenience init?(
    ceilingOf format: GemmFormat, threads: Int, instructions: InstructionSet, on machine: Machine
  ) {
    self.init(
      format.multiplied(by: instructions), threads: threads, instructions: instructions,
      on: machine)
  }

  /// Nothing to prepare.
  public func prepare(on team: ThreadTeam) {}

  /// Each thread does the same number of rounds.
  public func run(passes: Int, on team: ThreadTeam) -> Repetition {
    let (kernel, wrongSums) = (kernel, wrongSums)
    wrongSums.count.store(0, ordering: .relaxed)
    let time = team.run(on: threads) { _ in
      for _ in 0..<passes where !kernel.run(rounds: Self.rounds) {
        wrongSums.count.add(1, ordering: .relaxed)
      }
    }
    let work = Double(passes) * Double(threads) * Double(Self.rounds * kernel.operations)
    return Repetition(work: work, in: time)
  }

  /// Whether all sums of the last run were exact.
  public func check() throws(BenchError) {
    let count = wrongSums.count.load(ordering: .relaxed)
    guard count == 0 else { throw .wrong("\(count) sums of multiply-adds are not exact") }
  }

  /// Nothing to give back.
  public func release() {}
}

/// Counts across threads.
private final class WrongSums: Sendable {
  let count = Atomic<Int>(0)
}
