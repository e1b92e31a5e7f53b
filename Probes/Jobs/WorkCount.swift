internal import LinuxFiles

/// Follows the counters of one control group, or of all CPUs, from round to round.
struct WorkCount {
  private let set: CounterSet
  /// The CPU of each place in the set.
  private let cpus: [Int]
  private var last: [CounterSet.Reading]
  /// What was counted in the last round.
  private(set) var work: ProcessorWork

  init(_ set: CounterSet, of counters: [CounterSet.Plan], hasLines: Bool) {
    self.set = set
    cpus = counters.map { Int($0.cpu) }
    last = Array(repeating: CounterSet.Reading(), count: cpus.count)
    work = ProcessorWork(cpus: (cpus.max() ?? -1) + 1, hasLines: hasLines)
  }

  /// Reads what was counted since the round before.
  mutating func read() {
    for (place, cpu) in cpus.enumerated() {
      let more = set.reading(place).flatMap { Self.difference(from: &last[place], to: $0) } ?? .zero
      work.cycles[cpu] = more[0]
      guard work.hasLines else { continue }
      work.instructions[cpu] = more[1]
      work.lines[cpu] = more[2]
    }
  }

  /// Above what any processor counts in a nanosecond: wide ones finish some 40 instructions in it.
  private static let mostPerNanosecond: UInt64 = 100

  /// What was counted between two readings.
  ///
  /// Where a unit has more to count than counters, the kernel takes turns: then the time in which these did not count
  /// is taken to be like that in which they did. While they had no turn at all, that waits for the next reading. What no
  /// processor does, such as a count that a hypervisor has set back and that is huge since, is not counted.
  static func difference(
    from last: inout CounterSet.Reading, to now: CounterSet.Reading
  ) -> SIMD4<UInt64>? {
    guard now.running > last.running, now.enabled >= last.enabled else { return nil }
    let running = now.running - last.running
    let enabled = max(running, now.enabled - last.enabled)
    var more = SIMD4<UInt64>.zero
    for index in more.indices where now.counts[index] > last.counts[index] {
      let counted = now.counts[index] - last.counts[index]
      guard counted / mostPerNanosecond <= running else {
        last = now
        return nil
      }
      let product = counted.multipliedFullWidth(by: enabled)
      // Only a count beyond 64 bits would not fit.
      more[index] =
        product.high < running ? running.dividingFullWidth(product).quotient : counted
    }
    last = now
    return more
  }
}
