/// The members of a report that are read, in the order in which they are written.
enum ReportMember: String, CaseIterable {
  case schema
  case nodeID = "node_id"
  case start, end, node, site, summary, lacks, hardware, factors, rows, jobs, benchmarks, sensors
  case inventory, findings, conflicts, ends
  // Those of the last line of a merged file.
  case nodes
  case digest = "sha256"

  /// Those of the newest report that have a place of their own in a line.
  static let written: [ReportMember] = [
    .node, .site, .lacks, .hardware, .sensors, .inventory, .findings,
  ]

  /// Whether the newest report that says it counts, as it stands there.
  var isNewest: Bool {
    switch self {
    case .node, .site, .lacks, .hardware, .sensors, .inventory, .findings, .nodes, .digest: true
    default: false
    }
  }

  /// The name in UTF-8.
  var name: [UInt8] { Self.names[self] ?? [] }

  private static let names = Dictionary(
    uniqueKeysWithValues: allCases.map { ($0, Array($0.rawValue.utf8)) })
}
