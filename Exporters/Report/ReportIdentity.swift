/// Whose report it is, and over which time: what a reader decides by whether it wants the rest.
public struct ReportIdentity: Sendable, Equatable {
  /// 64 hexadecimal digits (docs/state.md).
  public var nodeID: String
  /// Nanoseconds since 1970, UTC.
  public var start: UInt64
  /// Nanoseconds since 1970, UTC.
  public var end: UInt64
  /// Where the node stands; nil where nobody says.
  public var site: String?
  /// The zone of the grid that feeds it, such as "DE".
  public var zone: String?
  /// The rack within the site.
  public var rack: String?

  /// A node and an interval.
  public init(nodeID: String, start: UInt64, end: UInt64) {
    self.nodeID = nodeID
    self.start = start
    self.end = end
  }

  func write(to json: inout JSONWriter) {
    json.member("schema", "nodeprobe.report/1")
    json.member("node_id", nodeID)
    json.member("start", time: start)
    json.member("end", time: end)
  }

  func writeSite(to json: inout JSONWriter) {
    guard site != nil || zone != nil || rack != nil else { return }
    json.key("site")
    json.object { json in
      json.member("name", site)
      json.member("zone", zone)
      json.member("rack", rack)
    }
  }
}
