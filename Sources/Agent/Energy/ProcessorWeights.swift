internal import Probes

/// What work that processors have counted weighs in the division of a package's energy, in thousands of cycles.
///
/// A cycle, half of one for each instruction that ended, and 32 for each line that came from memory; half and 32 make
/// the error least on the simulator's seeds for development, where a third or two thirds, and 20 or 64, are as good
/// to half a point. Without lines only cycles: instructions alone would make those pay for others' memory. Every
/// number is a sum over CPUs, so a job that is split in two weighs the same.
struct ProcessorWeights {
  private static let perInstruction: (of: UInt64, over: UInt64) = (1, 2)
  private static let perLine: UInt64 = 32

  /// What cycles and instructions count on each CPU, of `ProcessorShares.whole`; less beside a busy sibling.
  var counted: [UInt64]
  private let cpus: ProcessorPlaces

  /// Before the first round every CPU counts wholly.
  init(_ cpus: ProcessorPlaces) {
    self.cpus = cpus
    counted = Array(repeating: ProcessorShares.whole, count: cpus.places.count)
  }

  /// What was done on one CPU.
  func weight(of work: ProcessorWork, on cpu: Int) -> UInt64 {
    guard cpu < work.cycles.count else { return 0 }
    var units = work.cycles[cpu]
    guard work.hasLines else { return scaled(units, on: cpu) }
    units += work.instructions[cpu] * Self.perInstruction.of / Self.perInstruction.over
    return scaled(units, on: cpu) + Self.weight(ofLines: work.lines[cpu])
  }

  private func scaled(_ units: UInt64, on cpu: Int) -> UInt64 {
    (units / 1000).multiplied(by: counted[cpu], dividedBy: ProcessorShares.whole)
  }

  /// What lines weigh in each package that they pass.
  static func weight(ofLines lines: UInt64) -> UInt64 { lines * perLine / 1000 }

  /// What was done in each package, and which lines its CPUs got; nil where those are not counted.
  func sum(of work: ProcessorWork) -> (weights: SIMD8<UInt64>, lines: SIMD8<UInt64>?) {
    var weights = SIMD8<UInt64>.zero
    var lines = SIMD8<UInt64>.zero
    for cpu in work.cycles.indices where work.cycles[cpu] > 0 {
      guard let package = cpus.package(of: cpu) else { continue }
      weights[package] += weight(of: work, on: cpu)
      if work.hasLines { lines[package] += work.lines[cpu] }
    }
    return (weights, work.hasLines ? lines : nil)
  }
}
