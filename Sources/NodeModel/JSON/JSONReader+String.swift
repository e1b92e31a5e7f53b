extension JSONReader {
  /// Reads a string.
  public mutating func string() throws(JSONError) -> String {
    skipSpace()
    let start = position
    guard peek == 0x22 else { throw JSONError(at: position, "a string expected") }
    position += 1
    var text: [UInt8] = []
    while true {
      guard let byte = peek else { throw JSONError(at: position, "ends inside a string") }
      guard position - start <= Self.stringLimit + 1 else {
        throw JSONError(at: start, "the string is too long")
      }
      switch byte {
      case 0x22:
        position += 1
        guard let valid = String(validating: text, as: UTF8.self) else {
          throw JSONError(at: start, "the string is not UTF-8")
        }
        return valid
      case 0x5C:
        text.append(contentsOf: String(try escaped()).utf8)
      case 0..<0x20:
        throw JSONError(at: position, "a control character stands in a string")
      default:
        text.append(byte)
        position += 1
      }
    }
  }

  /// What a backslash and the characters behind it stand for.
  private mutating func escaped() throws(JSONError) -> Character {
    let start = position
    position += 1
    guard let byte = peek else { throw JSONError(at: position, "ends inside a string") }
    position += 1
    switch byte {
    case 0x22: return "\""
    case 0x5C: return "\\"
    case 0x2F: return "/"
    case 0x62: return "\u{8}"
    case 0x66: return "\u{C}"
    case 0x6E: return "\n"
    case 0x72: return "\r"
    case 0x74: return "\t"
    case 0x75: return Character(try scalar(from: start))
    default: throw JSONError(at: start, "an unknown escape")
    }
  }

  /// The character of "\u" and four digits, or of two such that are a pair of surrogates.
  private mutating func scalar(from start: Int) throws(JSONError) -> Unicode.Scalar {
    var code = try fourDigits()
    if code >> 10 == 0x36 {
      guard peek == 0x5C, position + 1 < bytes.count, bytes[position + 1] == 0x75 else {
        throw JSONError(at: start, "half a pair of surrogates")
      }
      position += 2
      let low = try fourDigits()
      guard low >> 10 == 0x37 else { throw JSONError(at: start, "half a pair of surrogates") }
      code = 0x10000 + ((code & 0x3FF) << 10) + (low & 0x3FF)
    }
    guard let scalar = Unicode.Scalar(code) else {
      throw JSONError(at: start, "half a pair of surrogates")
    }
    return scalar
  }

  private mutating func fourDigits() throws(JSONError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Self.hexadecimal(byte) else {
        throw JSONError(at: position, "a hexadecimal digit expected")
      }
      code = code << 4 | digit
      position += 1
    }
    return code
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x41...0x46: UInt32(byte - 0x37)
    case 0x61...0x66: UInt32(byte - 0x57)
    default: nil
    }
  }
}
