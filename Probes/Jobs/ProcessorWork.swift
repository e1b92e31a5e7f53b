/// What CPUs did in a round by their own counters, by the CPUs' numbers; of one that is not counted, 0.
public struct ProcessorWork: Sendable, Equatable {
  /// Core cycles in which they were not halted.
  public internal(set) var cycles: [UInt64]
  /// Instructions that they have finished; empty where only cycles are counted.
  public internal(set) var instructions: [UInt64]
  /// Lines of 64 bytes that came from memory because no cache had them; empty where only cycles are counted.
  public internal(set) var lines: [UInt64]

  /// Nothing done.
  public init(cpus: Int, hasLines: Bool) {
    cycles = Array(repeating: 0, count: cpus)
    instructions = hasLines ? cycles : []
    lines = instructions
  }

  /// What was counted.
  public init(cycles: [UInt64], instructions: [UInt64] = [], lines: [UInt64] = []) {
    self.cycles = cycles
    self.instructions = instructions
    self.lines = lines
  }

  /// Whether instructions and lines are counted.
  public var hasLines: Bool { !lines.isEmpty }
}
