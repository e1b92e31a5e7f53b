internal import NodeModel

extension CheckedNode {
  /// What needs no statistics: the agent's own findings, wrong results, two machines with one identity, rows that
  /// contradict each other or themselves or never came.
  static func facts(
    of node: MergedNode, at place: FleetFinding.Place, contradiction: String?
  ) -> [FleetFinding] {
    var facts = node.findings.map { finding in
      FleetFinding(
        finding.severity, origin: .agent, kind: finding.kind, place: place,
        subject: finding.subject,
        text: finding.text, confidence: .certain, firstSeen: node.end,
        action: finding.advice ?? Remedy.look(finding.kind))
    }
    for result in node.benchmarks {
      if !result.isVerified {
        facts.append(
          FleetFinding(
            .critical, origin: .agent, kind: "wrong_result", place: place,
            subject: BenchmarkName(result).description,
            text: "the computation gave a wrong result", confidence: .certain,
            firstSeen: result.ended ?? node.end, action: Remedy.wrongResult))
      }
      if !(result.median > 0 && result.median.isFinite && result.samples.allSatisfy { $0 > 0 }) {
        facts.append(
          FleetFinding(
            .warning, origin: .records, kind: "implausible_result", place: place,
            subject: BenchmarkName(result).description,
            text: "a result of 0 or below, median \(result.median) \(result.unit)",
            confidence: .certain, firstSeen: result.ended ?? node.end, action: Remedy.again))
      }
    }
    return facts + bookkeeping(of: node, at: place, contradiction)
  }

  private static func bookkeeping(
    of node: MergedNode, at place: FleetFinding.Place, _ contradiction: String?
  ) -> [FleetFinding] {
    var facts: [FleetFinding] = []
    func add(_ severity: Finding.Severity, _ kind: String, _ text: String, _ action: String) {
      facts.append(
        FleetFinding(
          severity, origin: .records, kind: kind, place: place, subject: "energy rows",
          text: text, confidence: .certain, firstSeen: node.end, action: action))
    }
    if let contradiction { add(.critical, "books", contradiction, Remedy.books) }
    let doubled = node.doublyCoveredSlots
    if doubled > 1 {
      let epochs = Set(node.rows.map(\.epoch)).count
      add(
        .critical, "cloned_id",
        "\(doubled) slots of five minutes were counted in more than one of \(epochs) epochs",
        Remedy.clonedID)
    }
    if !node.conflicts.isEmpty {
      add(
        .warning, "conflict",
        "\(node.conflicts.count) rows came in several forms under one revision", Remedy.conflict)
    }
    let missing = node.holes.reduce(UInt64(0)) { sum, hole in
      sum &+ (hole.sequences.upperBound &- hole.sequences.lowerBound &+ 1)
    }
    if missing > 0, let first = node.holes.first {
      let range = first.sequences
      let text =
        range.lowerBound == range.upperBound
        ? "row \(range.lowerBound)" : "rows \(range.lowerBound) to \(range.upperBound)"
      add(
        .warning, "missing_rows",
        "\(missing) closed rows never came: \(text) of epoch \(first.epoch)"
          + (node.holes.count > 1 ? " and \(node.holes.count - 1) ranges more" : ""),
        Remedy.missingRows)
    }
    return facts
  }
}
