/// Which nodes were slow in earlier periods: what was found in two of three runs is more than a suspicion.
struct EarlierFindings: Sendable {
  /// What is found again or not.
  struct Key: Hashable, Sendable {
    /// 64 hexadecimal digits.
    let node: String
    let kind: String
    let suite: String
  }

  /// What is known of it; times in nanoseconds since 1970.
  struct Known: Sendable {
    var runs: RunHistory
    var first: UInt64?
    /// When the run ended in which it was found last.
    var last: UInt64?
  }

  private(set) var all: [Key: Known] = [:]
  /// When facts of nodes were seen first that the period before saw, by what they are about.
  private var facts: [Key: UInt64] = [:]

  /// All findings about nodes, and what was not found but is remembered.
  init(_ findings: [FleetFinding], _ remembered: [RememberedFinding]) {
    for finding in findings {
      guard let node = finding.place.node else { continue }
      let key = Key(node: node.description, kind: finding.kind, suite: finding.subject)
      guard let runs = finding.runs else {
        add(factSeen: finding.firstSeen, of: key)
        continue
      }
      add(Known(runs: runs, first: finding.firstSeen, last: finding.lastSeen), of: key)
    }
    for one in remembered {
      let key = Key(node: one.node, kind: one.kind, suite: one.suite)
      add(Known(runs: one.runs, first: one.firstSeen, last: one.lastSeen), of: key)
    }
  }

  /// Keeps what is not cleared.
  mutating func add(_ known: Known, of key: Key) {
    if !known.runs.isCleared { all[key] = known }
  }

  /// Keeps when a fact was seen first.
  mutating func add(factSeen time: UInt64?, of key: Key) {
    guard let time else { return }
    facts[key] = min(time, facts[key] ?? time)
  }

  /// Dates a fact back to when it was seen first, if the period before saw it as well.
  func date(_ finding: inout FleetFinding) {
    guard let node = finding.place.node, finding.runs == nil, let seen = finding.firstSeen,
      let first = facts[
        Key(node: node.description, kind: finding.kind, suite: finding.subject)]
    else { return }
    finding.firstSeen = min(first, seen)
  }

  /// Adds the earlier runs to a finding of this one; the same run is not a second one.
  ///
  /// - Parameters:
  ///   - ended: when the result ended in which it was found.
  ///   - newest: when the newest one of its suite did.
  func join(to finding: inout FleetFinding, ended: UInt64, newest: UInt64) {
    guard let node = finding.place.node,
      let known = all[Key(node: node.description, kind: finding.kind, suite: finding.subject)]
    else { return }
    finding.firstSeen = known.first ?? finding.firstSeen
    var runs = known.runs
    if runs.isBefore(ended) { runs.add(isFound: true, endedAt: newest) }
    finding.runs = runs
    if runs.isDefect {
      finding.confidence = .high
      finding.evidence.append("found in \(runs.seen) of \(runs.of) runs")
    }
  }
}
