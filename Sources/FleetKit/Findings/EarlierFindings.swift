/// Which nodes were slow in an earlier period: what was found in two runs is more than a suspicion.
struct EarlierFindings: Sendable {
  /// What an earlier finding says of its runs; times in nanoseconds since 1970.
  struct Runs: Sendable {
    let seen: Int
    let of: Int
    let first: UInt64?
    let last: UInt64?
  }

  private struct Key: Hashable {
    let node: String
    let kind: String
    let suite: String
  }

  private var runs: [Key: Runs] = [:]

  /// Keeps what a finding says.
  ///
  /// - Parameter node: 64 hexadecimal digits.
  mutating func add(_ found: Runs, node: String, kind: String, suite: String) {
    runs[Key(node: node, kind: kind, suite: suite)] = found
  }

  /// Keeps all findings that rest on runs.
  init(_ findings: [FleetFinding]) {
    for finding in findings {
      guard let node = finding.place.node, let count = finding.runs else { continue }
      add(
        Runs(
          seen: count.seen, of: count.of, first: finding.firstSeen, last: finding.lastSeen),
        node: node.description, kind: finding.kind, suite: finding.subject)
    }
  }

  /// Adds the earlier runs to a finding of this one; the same run is not a second one.
  func join(to finding: inout FleetFinding) {
    guard let node = finding.place.node,
      let earlier = runs[Key(node: node.description, kind: finding.kind, suite: finding.subject)]
    else { return }
    finding.firstSeen = earlier.first ?? finding.firstSeen
    // Documents have milliseconds.
    let isSame = earlier.last.map { $0 / 1_000_000 } == finding.lastSeen.map { $0 / 1_000_000 }
    let count = isSame ? (earlier.seen, earlier.of) : (earlier.seen + 1, earlier.of + 1)
    finding.runs = count
    if count.0 >= 2, 3 * count.0 >= 2 * count.1 {
      finding.confidence = .high
      finding.evidence.append("found in \(count.0) of \(count.1) runs")
    }
  }
}
