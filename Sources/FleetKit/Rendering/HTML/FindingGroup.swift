internal import NodeModel

/// Findings of one kind and severity, as one line of the page.
struct FindingGroup {
  /// The first of them, which stands for all.
  let first: ReportFinding
  /// How many.
  private(set) var count = 0
  private var sites: [String: Int] = [:]
  /// Of findings about no node alone.
  private var wideHours = 0.0
  /// The most that one finding of each node costs: a node that lost all of its time for two reasons lost it once.
  private var hoursByNode: [NodeID: Double] = [:]
  private var nodeHours: Double {
    wideHours + hoursByNode.keys.sorted().reduce(0) { $0 + (hoursByNode[$1] ?? 0) }
  }

  /// The kind as people write it.
  var name: String { String(first.kind.map { $0 == "_" ? " " : $0 }) }

  /// The kind, and what all of them cost together.
  var words: String {
    nodeHours > 0 ? "\(name), \(Figure.significant(nodeHours)) node hours lost" : name
  }

  /// The sites that have most of them.
  var places: String {
    let sorted = sites.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let named = sorted.prefix(4).map {
      "\(PlainText.shortened($0.key, to: 40)) \(Figure.whole($0.value))"
    }
    return (named + (sorted.count > 4 ? [Figure.moreSites(sorted.count - 4)] : []))
      .joined(separator: ", ")
  }

  private init(_ first: ReportFinding) { self.first = first }

  private mutating func count(hours: Double, of node: NodeID?) {
    guard hours > 0 else { return }
    guard let node else {
      wideHours += hours
      return
    }
    hoursByNode[node] = max(hoursByNode[node] ?? 0, hours)
  }

  /// In the order of severity, then by how often.
  static func groups(_ findings: [ReportFinding]) -> [FindingGroup] {
    var places: [ReportFinding.Kind: Int] = [:]
    var groups: [FindingGroup] = []
    for finding in findings {
      let place = places[finding.group] ?? groups.count
      if place == groups.count {
        places[finding.group] = place
        groups.append(FindingGroup(finding))
      }
      groups[place].count += 1
      let isWide = finding.node == nil && finding.target == nil
      let site = finding.site ?? (isWide ? "fleet" : "(no site)")
      groups[place].sites[site, default: 0] += 1
      groups[place].count(hours: finding.nodeHours ?? 0, of: finding.node)
    }
    return groups.sorted {
      if $0.first.severity != $1.first.severity { return $0.first.severity == .critical }
      return ($1.count, $0.first.kind) < ($0.count, $1.first.kind)
    }
  }
}
