import BenchKit
import NodeModel
import Terminal

/// A run beside an earlier one, for people.
struct ComparisonTable {
  let style: Style

  func lines(of comparison: BaselineComparison) -> [String] {
    var table = Table([
      .init("CASE"), .init("BASELINE", .right), .init("NOW", .right), .init("GAIN", .right),
      .init("VERDICT"),
    ])
    for one in comparison.comparisons {
      let unit = one.subject.unit
      table.add(styled: [
        one.subject.title.printable, Quantity.scaled(one.baseline, in: unit),
        Quantity.scaled(one.current, in: unit), gain(one.gain), words(for: one.verdict, unit),
      ])
    }
    for one in comparison.missing {
      table.add([one.subject.title, "", "", "", "not measured: \(one.reason)"])
    }
    let compared = comparison.comparisons.count
    let differences = comparison.differences.map { one in
      "\(one.name): \(one.current), in the baseline \(one.baseline)".printable
        + (one.cases < compared ? " (of \(Self.cases(one.cases)))" : "")
    }
    let bits = comparison.otherBits.map { subject in
      style(.critical, "OTHER BITS")
        + ": \(subject.title.printable): not the product that it was in the baseline"
    }
    return table.lines + (differences.isEmpty ? [] : [""] + differences)
      + (bits.isEmpty ? [] : [""] + bits)
      + ["", Self.verdict(on: comparison)]
  }

  /// "no regression: 46 cases compared, 2 not judged".
  static func verdict(on comparison: BaselineComparison) -> String {
    var counts = ["\(cases(comparison.judged)) compared"]
    if comparison.unjudged > 0 { counts.append("\(comparison.unjudged) not judged") }
    if !comparison.added.isEmpty { counts.append("\(comparison.added.count) not in the baseline") }
    let (worse, unrepeated) = (comparison.regressions.count, comparison.unrepeated.count)
    var verdicts: [String] = []
    if worse > 0 {
      verdicts.append("\(cases(worse)) worse than the intervals allow, twice measured")
    }
    if unrepeated > 0 { verdicts.append("\(cases(unrepeated)) worse and not confirmed") }
    if !comparison.otherBits.isEmpty {
      verdicts.append("\(cases(comparison.otherBits.count)) with other bits")
    }
    if verdicts.isEmpty {
      verdicts.append(comparison.judged > 0 ? "no regression" : "nothing could be judged")
    }
    return verdicts.joined(separator: ", ") + ": " + counts.joined(separator: ", ")
  }

  private static func cases(_ count: Int) -> String { count == 1 ? "1 case" : "\(count) cases" }

  private func gain(_ gain: Double) -> String {
    (gain < 0 ? "-" : "+") + Quantity.fixed(abs(gain) * 100, 1) + " %"
  }

  private func words(for verdict: Comparison.Verdict, _ unit: BenchUnit) -> String {
    switch verdict {
    case .unchanged: "unchanged"
    case .better: style(.good, "better")
    case .worse: style(.critical, "WORSE")
    case .unconfirmed(let again):
      "worse by chance: measured again it was \(Quantity.scaled(again, in: unit))"
    case .unrepeated(let reason):
      style(.critical, "WORSE") + ", not confirmed; measured again: \(reason)"
    case .unjudged(let reason): reason
    }
  }
}
