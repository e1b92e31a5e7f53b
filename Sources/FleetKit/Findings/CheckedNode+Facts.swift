internal import NodeModel

extension CheckedNode {
  /// What needs no statistics: the agent's own findings, wrong results, factors that cannot be, two machines with one
  /// identity, rows that contradict each other or themselves or never came.
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
      if !result.isPlausible {
        facts.append(
          FleetFinding(
            .warning, origin: .records, kind: "implausible_result", place: place,
            subject: BenchmarkName(result).description,
            text: "a result of 0 or below, median \(result.median) \(result.unit)",
            confidence: .certain, firstSeen: result.ended ?? node.end, action: Remedy.again))
      }
    }
    return facts + factors(of: node, at: place) + bookkeeping(of: node, at: place, contradiction)
  }

  /// Factors with which no figure can be formed: one finding, for the configuration is one.
  private static func factors(of node: MergedNode, at place: FleetFinding.Place) -> [FleetFinding] {
    let refused = node.factors.filter { !$0.entry.refusals.isEmpty }
    guard let last = refused.last, let refusal = last.entry.refusals.first else { return [] }
    let since = Clock.minute(Int64(clamping: last.since / 1_000_000_000))
    var finding = FleetFinding(
      .warning, origin: .records, kind: "factors", place: place, subject: "factors",
      text: "\(refusal); no figure is formed with it (since \(since))", confidence: .certain,
      firstSeen: node.end, action: Remedy.factors)
    finding.evidence = Array(last.entry.refusals.dropFirst())
    if refused.count > 1 { finding.evidence.append("and \(refused.count - 1) times before") }
    return [finding]
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
    let twins = node.overlappingEpochs
    if let first = twins.first {
      add(
        .critical, "cloned_id",
        "\(first.slots) slots of five minutes were counted in epoch \(first.epoch) and in \(first.other)"
          + (twins.count > 1 ? ", and \(twins.count - 1) pairs of epochs more overlap" : ""),
        Remedy.clonedID)
    } else if let shared = node.sharedSequences.first {
      add(
        .critical, "cloned_id",
        "\(shared.count) sequence numbers of epoch \(shared.epoch) have several rows each, "
          + "row \(shared.first) the first of them", Remedy.clonedID)
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
