import BenchKit
import NodeModel
import Terminal

/// A run beside an earlier one, for people.
struct ComparisonTable {
  let style: Style

  func lines(of comparisons: [Comparison]) -> [String] {
    guard !comparisons.isEmpty else {
      return ["the two runs have no case in common: nothing is compared"]
    }
    var table = Table([
      .init("CASE"), .init("BASELINE", .right), .init("NOW", .right), .init("GAIN", .right),
      .init("VERDICT"),
    ])
    for comparison in comparisons {
      let unit = comparison.subject.unit
      table.add([
        comparison.subject.title, Quantity.scaled(comparison.baseline, in: unit),
        Quantity.scaled(comparison.current, in: unit), gain(comparison.gain),
        words(for: comparison.verdict),
      ])
    }
    let worse = comparisons.count { $0.verdict == .worse }
    let last =
      worse == 0
      ? "no regression in \(comparisons.count) cases"
      : "\(worse) of \(comparisons.count) cases are worse than their intervals allow"
    return table.lines + ["", last]
  }

  private func gain(_ gain: Double) -> String {
    (gain < 0 ? "-" : "+") + Quantity.fixed(abs(gain) * 100, 1) + " %"
  }

  private func words(for verdict: Comparison.Verdict) -> String {
    switch verdict {
    case .unchanged: "unchanged"
    case .better: style(.good, "better")
    case .worse: style(.critical, "WORSE")
    case .unjudged(let reason): reason
    }
  }
}
