internal import NodeModel

/// Factors of carbon and cost, and since when they are in force.
public struct ReportFactors: Sendable, Equatable {
  /// Seconds since 1970, UTC.
  public var since: Int64
  /// A JSON object (docs/schema/factors.json).
  public var document: String

  /// States factors.
  public init(since: Int64, document: String) {
    self.since = since
    self.document = document
  }

  /// Of factors in the order of their times those that hold within an interval, in seconds since 1970: the last
  /// that hold at its start, or the first of all, and those that follow until its end.
  public static func inForce(
    _ all: [ReportFactors], from start: Int64, until end: Int64
  ) -> [ReportFactors] {
    let first = all.lastIndex { $0.since <= start } ?? 0
    return all.dropFirst(first).enumerated().filter { $0.offset == 0 || $0.element.since <= end }
      .map(\.element)
  }

  /// Writes the document with `since` before its members; nothing where it is no object.
  func write(to json: inout JSONWriter) {
    let bytes = Array(document.utf8)
    guard bytes.count > 2, bytes.first == 0x7B, Self.isObject(bytes) else { return }
    var head = JSONWriter(capacity: bytes.count + 40)
    head.object { $0.member("since", second: since) }
    var whole = head.text.bytes
    whole[whole.count - 1] = 0x2C
    whole.append(contentsOf: bytes.dropFirst())
    json.value(json: whole.span)
  }

  private static func isObject(_ bytes: [UInt8]) -> Bool {
    do throws(JSONError) {
      var reader = try JSONReader(bytes)
      try reader.object { reader, _ throws(JSONError) in try reader.skipValue() }
      try reader.end()
      return true
    } catch {
      return false
    }
  }
}
