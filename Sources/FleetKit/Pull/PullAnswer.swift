internal import Exporters

/// The head of what an agent answered: status and fields (RFC 9112).
struct PullAnswer {
  let status: Int
  /// How many bytes follow; nil where it is not said.
  let length: Int?
  private let fields: [(name: String, value: Substring)]

  static let noHTTP = PullFailure("what answers there speaks no HTTP")

  /// Reads a head with its empty line; throws where it is none of HTTP/1.
  init(head: ArraySlice<UInt8>) throws(PullFailure) {
    guard head.starts(with: Array("HTTP/1.".utf8)) else {
      throw Self.complaint(about: Array(head))
    }
    let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
    let words = lines.first?.split(separator: " ") ?? []
    guard words.count > 1, let status = Int(words[1]) else { throw Self.noHTTP }
    self.status = status
    var fields: [(name: String, value: Substring)] = []
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      fields.append((line[..<colon].lowercased(), value))
    }
    self.fields = fields
    let length = fields.last { $0.name == "content-length" }?.value
    self.length = length.map { Int($0) ?? -1 }
    if let number = self.length, number < 0 {
      throw PullFailure("its Content-Length is no number")
    }
    if fields.contains(where: { $0.name == "transfer-encoding" }) {
      throw PullFailure("it answers in chunks, which HTTP/1.0 has not")
    }
  }

  /// What to say of bytes that are no head.
  static func complaint(about bytes: [UInt8]) -> PullFailure {
    if bytes.isEmpty { return PullFailure("it closed the connection without an answer") }
    // An alert of TLS (RFC 8446, section 5.1) in answer to plain text.
    if bytes.starts(with: [0x15, 0x03]) {
      return PullFailure(
        "it speaks TLS: an agent speaks plain HTTP, on port 9944 unless told otherwise")
    }
    return noHTTP
  }

  /// Why there is no report: what the status means, with what the answer says itself.
  ///
  /// - Parameter body: its beginning.
  func failure(_ body: [UInt8]) -> PullFailure {
    let line = body.prefix { $0 != 0x0A && $0 != 0x0D }
    let words =
      line.isEmpty ? "it does not say why" : String(decoding: line, as: UTF8.self)
    switch status {
    case 300..<400:
      return PullFailure(
        "it sends elsewhere, to \(value(of: "location") ?? "nowhere"): name that target")
    case 400: return PullFailure(Self.refusal + words)
    case 404: return PullFailure("it has no /report: an older agent, or another program")
    case 503: return PullFailure("it is busy (status 503): \(words)")
    default: return PullFailure("it answers with status \(status)")
    }
  }

  /// Whether a failure is the agent's word that its store never had a position.
  static func says(_ failure: PullFailure, unknown position: UInt64) -> Bool {
    failure.description.hasPrefix(refusal + UnknownPosition.words(position))
  }

  private static let refusal = "it refuses what is asked for: "

  /// What a field says, its name in lower case; nil where it is not there.
  func value(of name: String) -> String? {
    fields.first { $0.name == name }.map { String($0.value) }
  }
}
