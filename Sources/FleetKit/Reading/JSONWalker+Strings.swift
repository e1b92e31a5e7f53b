extension JSONWalker {
  /// Reads a string: where it stands.
  @inline(__always)
  mutating func string() throws(JSONFault) -> JSONText {
    let quote = offset
    guard bytes[quote] == 0x22 else { throw JSONFault(.stringExpected, at: quote) }
    advance()
    var end = offset
    var hasEscapes = false
    if bytes[end] != 0x22 {
      hasEscapes = true
      end = try skipEscapes()
    }
    advance()
    guard end - quote <= Self.stringLimit + 1 else { throw JSONFault(.stringTooLong, at: quote) }
    return JSONText(start: quote + 1, end: end, hasEscapes: hasEscapes)
  }

  /// Passes over a string.
  @inline(__always)
  mutating func skipString() throws(JSONFault) { _ = try string() }

  /// Reads a string's text.
  mutating func text() throws(JSONFault) -> String { text(try string()) }

  /// The text of a string that was passed over, so that its escapes are known to be right.
  func text(_ string: JSONText) -> String {
    if string.hasEscapes { return String(decoding: decoded(string), as: UTF8.self) }
    return unsafe bytes.extracting(string.start..<string.end).withUnsafeBufferPointer {
      unsafe String(decoding: $0, as: UTF8.self)
    }
  }

  /// What a string that was passed over says, in UTF-8.
  func decoded(_ string: JSONText) -> [UInt8] { Self.decoded(string, in: bytes) }

  /// What a string that is right says, in UTF-8.
  static func decoded(_ string: JSONText, in bytes: Span<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(string.end - string.start)
    var at = string.start
    while at < string.end {
      let byte = bytes[at]
      if byte != 0x5C {
        text.append(byte)
        at += 1
        continue
      }
      let (scalar, length) = escape(at, in: bytes)
      text.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
      at += length
    }
    return text
  }

  /// From the first backslash of a string to its end, which is returned.
  private mutating func skipEscapes() throws(JSONFault) -> Int {
    while true {
      let at = offset
      if bytes[at] == 0x22 { return at }
      guard bytes[at] == 0x5C, !isAtEnd else { throw JSONFault(.endsEarly, at: at) }
      switch bytes[at + 1] {
      case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: break
      case 0x75:
        let code = try fourDigits(at + 2)
        guard code >> 10 != 0x37 else { throw JSONFault(.halfSurrogate, at: at) }
        if code >> 10 == 0x36 {
          // The other half follows, and has a token of its own.
          try expect(0x5C, at: at + 6, of: at)
          try expect(0x75, at: at + 7, of: at)
          guard try fourDigits(at + 8) >> 10 == 0x37 else {
            throw JSONFault(.halfSurrogate, at: at)
          }
          advance()
        }
      default: throw JSONFault(.unknownEscape, at: at + 1)
      }
      advance()
    }
  }

  private func expect(
    _ byte: UInt8, at offset: Int, of pair: Int
  ) throws(JSONFault) {
    guard offset < limit else { throw JSONFault(.endsEarly, at: limit) }
    guard bytes[offset] == byte else { throw JSONFault(.halfSurrogate, at: pair) }
  }

  private func fourDigits(_ start: Int) throws(JSONFault) -> UInt32 {
    var code: UInt32 = 0
    for at in start..<start + 4 {
      guard let digit = Self.hexadecimal(bytes[at]) else { throw JSONFault(.brokenEscape, at: at) }
      code = code << 4 | digit
    }
    return code
  }

  /// The character of an escape that is known to be right, and how long the escape is.
  private static func escape(_ at: Int, in bytes: Span<UInt8>) -> (Unicode.Scalar, Int) {
    switch bytes[at + 1] {
    case 0x62: return ("\u{8}", 2)
    case 0x66: return ("\u{C}", 2)
    case 0x6E: return ("\n", 2)
    case 0x72: return ("\r", 2)
    case 0x74: return ("\t", 2)
    case 0x75:
      let code = hexadecimal(at + 2, in: bytes)
      guard code >> 10 == 0x36 else { return (Unicode.Scalar(code) ?? "\u{FFFD}", 6) }
      let low = hexadecimal(at + 8, in: bytes) & 0x3FF
      return (Unicode.Scalar(0x10000 + ((code & 0x3FF) << 10) + low) ?? "\u{FFFD}", 12)
    case let byte: return (Unicode.Scalar(byte), 2)
    }
  }

  private static func hexadecimal(_ start: Int, in bytes: Span<UInt8>) -> UInt32 {
    var code: UInt32 = 0
    for at in start..<start + 4 { code = code << 4 | (hexadecimal(bytes[at]) ?? 0) }
    return code
  }

  /// The value of a digit in either case.
  static func hexadecimal(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x41...0x46: UInt32(byte - 0x37)
    case 0x61...0x66: UInt32(byte - 0x57)
    default: nil
    }
  }
}
