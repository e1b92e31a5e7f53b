internal import NodeModel

extension ByteText {
  /// Writes words of others as one cell of comma-separated values (RFC 4180), without controls and line ends.
  ///
  /// What spreadsheets would run as a formula gets an apostrophe before it, by which they know it for text. Bytes are
  /// compared, and not characters: a comma with a combining mark behind it is another character, and still a comma.
  public mutating func append(cell words: String) {
    var words = words.plain
    // = + - @
    if let first = words.utf8.first, [0x3D, 0x2B, 0x2D, 0x40].contains(first) {
      words = "'" + words
    }
    guard words.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C }) else {
      return append(text: words)
    }
    append("\"")
    for byte in words.utf8 {
      if byte == 0x22 { append("\"") }
      append(byte: byte)
    }
    append("\"")
  }
}
