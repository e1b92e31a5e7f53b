/// The members of a report that are read, in the order in which they are written.
enum ReportMember: String, CaseIterable {
  case schema
  case nodeID = "node_id"
  case start, end, node, site, summary, hardware, factors, rows, jobs, benchmarks, sensors
  case inventory, findings, conflicts
  // Those of the last line of a merged file.
  case nodes
  case digest = "sha256"

  /// What comes from the newest report as it stands there.
  static let newest: [ReportMember] = [.node, .site, .hardware, .sensors, .inventory, .findings]
}
