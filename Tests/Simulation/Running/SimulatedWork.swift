/// What hardware counters have counted on each logical processor.
struct SimulatedWork {
  var cycles: [Double]
  var instructions: [Double]
  var lines: [Double]

  init(processors: Int) {
    cycles = .init(repeating: 0, count: processors)
    instructions = cycles
    lines = cycles
  }

  mutating func add(
    _ cycles: Double, _ instructions: Double, _ lines: Double, on processor: Int
  ) {
    self.cycles[processor] += cycles
    self.instructions[processor] += instructions
    self.lines[processor] += lines
  }

  /// As a reader sees it.
  func reading(hasLines: Bool) -> WorkReading {
    WorkReading(
      cycles: cycles.map { UInt64($0) },
      instructions: hasLines ? instructions.map { UInt64($0) } : [],
      lines: hasLines ? lines.map { UInt64($0) } : [])
  }
}
