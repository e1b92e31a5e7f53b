/// Some bits of a DEFLATE stream, the first one lowest, by the fixed Huffman codes (RFC 1951 §3.2.6).
struct DeflateCode: Sendable {
  /// The longest run that one match repeats, and how far back it may lie.
  static let longestMatch = 258
  static let window = 32_768

  let bits: UInt32
  /// How many of the bits count.
  let count: UInt8

  /// The codes of the 256 bytes.
  static let literals = (0..<256).map { byte in
    byte < 144
      ? DeflateCode(bits: reversed(0b0011_0000 + byte, 8), count: 8)
      : DeflateCode(bits: reversed(0b1_1001_0000 + byte - 144, 9), count: 9)
  }

  /// The codes of all lengths up to 258, with their extra bits; those below 3 are none.
  static let lengths = (0...longestMatch).map { length in
    length < 3 ? DeflateCode(bits: 0, count: 0) : code(ofLength: length)
  }

  /// The codes of the 30 distances, without their extra bits.
  static let distances = (0..<30).map { DeflateCode(bits: reversed($0, 5), count: 5) }

  /// Lengths double their steps every four symbols.
  private static func code(ofLength length: Int) -> DeflateCode {
    let over = UInt32(length - 3)
    let extra = over < 8 || length == longestMatch ? 0 : 29 - over.leadingZeroBitCount
    let symbol =
      length == longestMatch
      ? 29 : over < 8 ? Int(over) + 1 : 4 * extra + 1 + Int(over >> UInt32(extra))
    let rest = over & (1 << UInt32(extra) - 1)
    // Symbols 256 to 279 have 7 bits, those above 8.
    return symbol < 24
      ? DeflateCode(bits: reversed(symbol, 7) | rest << 7, count: UInt8(7 + extra))
      : DeflateCode(
        bits: reversed(0b1100_0000 + symbol - 24, 8) | rest << 8, count: UInt8(8 + extra))
  }

  /// Huffman codes stand in the stream with their highest bit first.
  private static func reversed(_ code: Int, _ length: Int) -> UInt32 {
    (0..<length).reduce(0) { $0 << 1 | UInt32(code >> $1 & 1) }
  }
}
