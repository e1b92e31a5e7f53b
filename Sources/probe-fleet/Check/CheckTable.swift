import FleetKit
import NodeModel
import Terminal

/// What a check found, for people: the findings, and with what they were judged.
enum CheckTable {
  /// All lines, for a terminal of a width; so many documents were refused.
  static func lines(of outcome: CheckOutcome, refused: Int, width: Int?) -> [String] {
    var lines: [String] = []
    if !outcome.findings.isEmpty {
      var table = Table([
        .init("", .left), .init("NODE"), .init("SITE"), .init("RACK"), .init("KIND"), .init("SURE"),
        .init("LOST NODE h", .right), .init("WHAT"),
      ])
      for finding in outcome.findings { table.add(cells(of: finding)) }
      lines += table.lines(width: width) + [""]
    }
    var all =
      [summary(of: outcome)] + expected(in: outcome) + unjudged(in: outcome)
      + jumping(in: outcome)
    if let words = outcome.referenceWords { all.append(words) }
    if let unmatched = outcome.unmatched { all.append("Note: " + unmatched.words.printable + ".") }
    if refused > 0 { all.append("Left out: \(count(refused, "document")); see standard error.") }
    return lines + all.flatMap { $0.wrapped(to: width ?? .max) }
  }

  private static func cells(of finding: FleetFinding) -> [String] {
    let place = finding.place
    let id = place.node.map { String($0.description.prefix(12)) }
    let node = place.hostname ?? id ?? place.target ?? "-"
    // What did not report is its own subject.
    let subject = finding.measure == nil && place.target == nil ? finding.subject + ": " : ""
    return [
      finding.severity == .critical ? "!!" : "!", node.printable, (place.site ?? "-").printable,
      (place.rack ?? "-").printable, finding.kind.printable, finding.confidence.rawValue,
      finding.cost.map { hours($0.nodeHours) } ?? "-",
      subject.printable + finding.text.printable,
    ]
  }

  /// With two decimals.
  private static func hours(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
    let hundredths = Int((value * 100).rounded())
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
  }

  private static func summary(of outcome: CheckOutcome) -> String {
    let found =
      outcome.findings.isEmpty
      ? "Nothing was found."
      : "\(count(outcome.findings.count, "finding")); what to do about each: --json."
    let groups = outcome.comparedGroups
    guard outcome.results > 0 else {
      return "\(found) Only facts of \(count(outcome.nodes, "node")) were judged, no performance."
    }
    return
      "\(found) \(count(outcome.results, "result")) of \(count(outcome.nodes, "node")) were compared in \(count(groups, "group"))."
  }

  /// How many of those that should have reported did.
  private static func expected(in outcome: CheckOutcome) -> [String] {
    guard let expected = outcome.expected else { return [] }
    let words =
      "\(count(expected.count, "node")) expected: " + expected.words.joined(separator: "; ")
    return ["\(words.printable)."]
  }

  /// One line for each model and reason.
  private static func unjudged(in outcome: CheckOutcome) -> [String] {
    let models = Dictionary(grouping: outcome.unjudged, by: \.model)
    return models.sorted { $0.key < $1.key }.flatMap { model, results in
      let few = results.filter { $0.leastLoss == nil }
      let blunt = results.filter { $0.leastLoss != nil }
      var lines: [String] = []
      if !few.isEmpty { lines.append(words(few, model) + "; \(PeerGroup.leastCount) are needed.") }
      if let least = blunt.compactMap(\.leastLoss).min() {
        let percent = Int((100 * least).rounded(.down))
        lines.append(
          words(blunt, model)
            + ": of so few among so many results no loss below \(percent) % would count.")
      }
      return lines
    }
  }

  /// One line for each model.
  private static func jumping(in outcome: CheckOutcome) -> [String] {
    let models = Dictionary(grouping: outcome.jumping, by: \.model)
    return models.sorted { $0.key < $1.key }.map { model, benchmarks in
      let nodes = benchmarks.map(\.count).max() ?? 0
      return
        "Not judged: \(count(benchmarks.count, "benchmark")) of \(model.printable), whose values jump between modes on up to \(count(nodes, "node"))."
    }
  }

  private static func words(_ results: [CheckOutcome.Unjudged], _ model: String) -> String {
    let nodes = results.map(\.count).max() ?? 0
    return
      "Not judged: \(count(results.count, "benchmark")) of \(model.printable), which \(count(nodes, "node")) ran"
  }

  private static func count(_ number: Int, _ word: String) -> String {
    "\(number) \(word)\(number == 1 ? "" : "s")"
  }
}
