/// What an agent answered: status, fields and body (RFC 9112).
struct PullAnswer {
  let status: Int
  let body: ArraySlice<UInt8>
  private let fields: [(name: String, value: Substring)]

  /// The longest head, in bytes.
  private static let longestHead = 65_536

  /// Throws where it is no answer of HTTP/1, or not whole.
  init(_ bytes: [UInt8]) throws(PullFailure) {
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
