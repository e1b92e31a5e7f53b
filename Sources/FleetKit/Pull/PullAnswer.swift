/// What an agent answered: status, fields and body (RFC 9112).
struct PullAnswer {
  let status: Int
  let body: ArraySlice<UInt8>
  private let fields: [(name: String, value: Substring)]

  /// The longest head, in bytes.
  private static let longestHead = 65_536

  /// Throws where it is no answer of HTTP/1, or not whole.
  init(_ bytes: [UInt8]) throws(PullFailure) {
    guard !bytes.isEmpty else {
      throw PullFailure("it closed the connection without an answer")
    }
    // An alert of TLS (RFC 8446, section 5.1) in answer to plain text.
    guard !bytes.starts(with: [0x15, 0x03]) else {
      throw PullFailure(
        "it speaks TLS: an agent speaks plain HTTP, on port 9944 unless told otherwise")
    }
    guard bytes.starts(with: Array("HTTP/1.".utf8)), let end = Self.endOfHead(bytes) else {
      throw PullFailure("what answers there speaks no HTTP")
    }
    let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
    let words = lines.first?.split(separator: " ") ?? []
    guard words.count > 1, let status = Int(words[1]) else {
      throw PullFailure("what answers there speaks no HTTP")
    }
    self.status = status
    var fields: [(name: String, value: Substring)] = []
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      fields.append((line[..<colon].lowercased(), value))
    }
    self.fields = fields
    body = bytes[end...]
    if let text = fields.last(where: { $0.name == "content-length" })?.value {
      guard let length = Int(text), body.count == length else {
        throw PullFailure("the answer broke off after \(body.count) bytes")
      }
    }
    if fields.contains(where: { $0.name == "transfer-encoding" }) {
      throw PullFailure("it answers in chunks, which HTTP/1.0 has not")
    }
  }

  /// Why there is no report: what the status means, with what the answer says itself.
  var failure: PullFailure {
    switch status {
    case 300..<400:
      PullFailure("it sends elsewhere, to \(value(of: "location") ?? "nowhere"): name that target")
    case 400:
      PullFailure("it refuses what is asked for: \(firstLine)")
    case 404: PullFailure("it has no /report: an older agent, or another program")
    case 503: PullFailure("it is busy (status 503): \(firstLine)")
    default: PullFailure("it answers with status \(status)")
    }
  }

  /// The beginning of the body, for people.
  private var firstLine: String {
    let line = body.prefix(160).prefix { $0 != 0x0A && $0 != 0x0D }
    return line.isEmpty ? "it does not say why" : String(decoding: line, as: UTF8.self)
  }

  /// What a field says, its name in lower case; nil where it is not there.
  func value(of name: String) -> String? {
    fields.first { $0.name == name }.map { String($0.value) }
  }

  private static func endOfHead(_ bytes: [UInt8]) -> Int? {
    var index = 3
    while index < min(bytes.count, longestHead) {
      if bytes[index] == 0x0A, bytes[index - 1] == 0x0D, bytes[index - 2] == 0x0A,
        bytes[index - 3] == 0x0D
      {
        return index + 1
      }
      index += 1
    }
    return nil
  }
}
