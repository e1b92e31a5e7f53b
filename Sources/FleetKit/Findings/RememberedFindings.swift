internal import NodeModel

/// What becomes of earlier findings that are not found in this period.
struct RememberedFindings {
  /// Suspicions, those that were cleared now, and defects of nodes that are not here; by node, kind and suite.
  private(set) var remembered: [RememberedFinding] = []
  /// Defects that are not cleared.
  private(set) var defects: [FleetFinding] = []

  /// - Parameter found: what is found in this period.
  init(of check: FleetCheck, _ assessment: Assessment, beside found: [FleetFinding]) {
    guard let earlier = check.baseline?.earlier.all, !earlier.isEmpty else { return }
    let again = Set(
      found.compactMap { finding in
        finding.place.node.map {
          EarlierFindings.Key(node: $0.description, kind: finding.kind, suite: finding.subject)
        }
      })
    let nodes = Dictionary(
      assessment.watched.map { (check.nodes[$0].id.description, $0) }
    ) { first, _ in first }
    let keys = earlier.keys.sorted {
      ($0.node, $0.kind, $0.suite) < ($1.node, $1.kind, $1.suite)
    }
    for key in keys where !again.contains(key) {
      guard var known = earlier[key] else { continue }
      let node = nodes[key.node]
      if let node, assessment.hasJudged(node, key),
        let times = check.times(of: node, in: key.suite),
        known.runs.isBefore(times.lowerBound)
      {
        known.runs.add(isFound: false, endedAt: times.upperBound)
      }
      if let node, known.runs.isDefect {
        defects.append(Self.finding(key, known, at: check.nodes[node].place))
      } else {
        remembered.append(
          RememberedFinding(
            node: key.node, kind: key.kind, suite: key.suite, runs: known.runs,
            firstSeen: known.first, lastSeen: known.last))
      }
    }
  }

  private static func finding(
    _ key: EarlierFindings.Key, _ known: EarlierFindings.Known, at place: FleetFinding.Place
  ) -> FleetFinding {
    let runs = known.runs
    let since =
      runs.good == 0
      ? "it was not judged since"
      : "\(runs.good) good since then, of \(RunHistory.window) that clear it"
    var finding = FleetFinding(
      .warning, kind: key.kind, place: place, subject: key.suite,
      text: "found in \(runs.seen) of \(runs.of) runs and not now; \(since)", confidence: .high,
      firstSeen: known.first, action: Remedy.again)
    finding.lastSeen = known.last
    finding.runs = runs
    return finding
  }
}
