/// The status line and the headers of an answer that a client must know: RFC 9112.
struct HTTPHead {
  let status: Int
  /// The bytes up to the body.
  let length: Int
  /// How long the body is; nil where it ends with the connection.
  let contentLength: Int?
  private let fields: [(name: String, value: String)]

  /// Nil where the head is not complete or is none.
  init?(_ answer: [UInt8]) {
    guard answer.starts(with: Array("HTTP/1.".utf8)), let end = Self.end(of: answer) else {
      return nil
    }
    length = end
    let lines = String(decoding: answer[..<end], as: UTF8.self).split(separator: "\r\n")
    let words = lines.first?.split(separator: " ") ?? []
    guard words.count > 1, let status = Int(words[1]) else { return nil }
    self.status = status
    var fields: [(name: String, value: String)] = []
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { return nil }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      fields.append((line[..<colon].lowercased(), String(value)))
    }
    self.fields = fields
    guard let length = fields.last(where: { $0.name == "content-length" })?.value else {
      contentLength = nil
      return
    }
    guard let count = Int(length), count >= 0 else { return nil }
    contentLength = count
  }

  /// What a field says, its name in lower case; nil where it is not there.
  func value(of name: String) -> String? { fields.first { $0.name == name }?.value }

  /// Where the empty line ends; heads above 64 kB are none.
  private static func end(of answer: [UInt8]) -> Int? {
    var index = 3
    while index < min(answer.count, 65_536) {
      if answer[index] == 0x0A, answer[index - 1] == 0x0D, answer[index - 2] == 0x0A,
        answer[index - 3] == 0x0D
      {
        return index + 1
      }
      index += 1
    }
    return nil
  }
}
