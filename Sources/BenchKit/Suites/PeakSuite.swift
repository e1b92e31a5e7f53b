/// Multiply-adds from registers, and the clock: the ceiling that other results are held against.
public enum PeakSuite: Suite {
  /// "peak".
  public static let name: StaticString = "peak"
  /// For `--help`.
  public static let summary: StaticString = "multiply-adds from registers, and the clock under them"

  /// The clock, then every format on the best instruction set that it has here; full: on every one.
  public static func cases(on machine: Machine, plan: Plan) throws(BenchError) -> [any Case] {
    let counts = Set([1, machine.cpus.count]).sorted()
    var cases: [any Case] = counts.map { FrequencyCase(threads: $0) }
    var isDone: Set<GemmFormat> = []
    for instructions in InstructionSet.allCases.reversed() {
      for format in GemmFormat.allCases where !isDone.contains(format) {
        let peaks = counts.compactMap {
          PeakCase(format, threads: $0, instructions: instructions, on: machine)
        }
        cases += peaks
        if plan.extent == .quick, !peaks.isEmpty { isDone.insert(format) }
      }
    }
    return cases
  }
}
