internal import NodeModel

/// How many results of each suite are shown where there are too many for all.
struct BenchRoom {
  /// Of every pair of 256 CPUs nobody wants a series: what is beyond stands in the file only.
  static let mostResults = 256
  /// The suite whose results grow with the square of the CPUs, and what it has at least.
  private static let pairs = (suite: "core2core", least: 16)

  /// By suite.
  let shown: [String: Int]

  /// Pairs of CPUs are cut first, then the suites that have the most: who has less than an even share of what is left
  /// is shown whole.
  init(for results: [BenchResult]) {
    var counts: [String: Int] = [:]
    for result in results { counts[result.subject.suite, default: 0] += 1 }
    let pairs = counts.removeValue(forKey: Self.pairs.suite) ?? 0
    var left = Self.mostResults - min(pairs, Self.pairs.least)
    var shown: [String: Int] = [:]
    var waiting = counts.sorted { ($0.value, $0.key) < ($1.value, $1.key) }[...]
    while let (suite, count) = waiting.popFirst() {
      shown[suite] = min(count, left / (waiting.count + 1))
      left -= shown[suite] ?? 0
    }
    shown[Self.pairs.suite] = min(pairs, left + min(pairs, Self.pairs.least))
    self.shown = shown
  }
}
