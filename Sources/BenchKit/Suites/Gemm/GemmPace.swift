internal import LinuxFiles

/// How fast products are here, and so which sizes a quick run has the time for.
///
/// Machines of one kind are to get the same sizes, so only a machine that is slower by a factor gets smaller
/// ones: an emulator, a board. For that a single small product is a good enough measure.
struct GemmPace {
  private static let trialSize = 192
  /// Repetitions of all blocks of a quick run.
  private static let repetitions = 21.0
  /// Seconds that one case may take of a quick run.
  private static let patience = 6.0

  /// Operations a second of one thread.
  let rate: Double

  /// Multiplies twice. Nil where the machine refuses a thread or its memory.
  init?(of format: GemmFormat, on instructions: InstructionSet, machine: Machine) {
    guard let cpu = machine.cpus.first, let team = try? ThreadTeam(on: [cpu]),
      let trial = GemmCase(
        format, n: Self.trialSize, threads: 1, instructions: instructions, on: machine)
    else { return nil }
    do {
      try trial.prepare(on: team)
    } catch {
      return nil
    }
    // The first one also touches the packed panels for the first time.
    let rates = (0..<2).map { _ in trial.run(passes: 1, on: team).value }
    rate = max(rates[0], rates[1])
    trial.release()
  }

  /// Whether a product of n × n fits with so many threads.
  func allows(_ n: Int, threads: Int) -> Bool {
    let operations = 2 * Double(n) * Double(n) * Double(n)
    return Self.repetitions * operations <= Self.patience * rate * Double(threads)
  }

  /// The sizes of a quick run by their threads: 1024 on one and on all cores, 2048 on all; on slow machines
  /// the largest that fits, and 64 where none does.
  func sizes(_ counts: [Int]) -> [(n: Int, threads: Int)] {
    guard let one = counts.first, let all = counts.last else { return [] }
    if allows(1024, threads: one) {
      return counts.map { (1024, $0) } + (allows(2048, threads: all) ? [(2048, all)] : [])
    }
    let n = [512, 256, 128].first { allows($0, threads: one) } ?? 64
    return counts.map { (n, $0) }
  }
}
