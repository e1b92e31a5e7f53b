/// Writes one DEFLATE block with the fixed Huffman codes (RFC 1951 §3.2.6).
struct DeflateWriter: Sendable {
  /// The longest run that one match repeats, and how far back it may lie.
  static let longestMatch = 258
  static let window = 32_768

  /// All whole words so far; after `end` the last one is filled up with zeros.
  private(set) var words: [UInt32] = []
  /// How many bytes of the words count, after `end`.
  private(set) var length = 0

  private var bits: UInt64 = 0
  private var count: UInt64 = 0
  private let literals: [UInt16]
  private let distances = (0..<30).map { reversed($0, 5) }

  /// Some bits of the stream, the first one lowest.
  struct Code: Sendable {
    let bits: UInt16
    let count: UInt8
  }

  init() {
    literals = (0..<256).map { byte in
      byte < 144
        ? Self.reversed(0b0011_0000 + byte, 8) : Self.reversed(0b1_1001_0000 + byte - 144, 9)
    }
  }

  /// Forgets everything, keeps the memory, writes `head` and opens the only block.
  mutating func begin(behind head: [UInt8]) {
    words.removeAll(keepingCapacity: true)
    bits = 0
    count = 0
    for byte in head { put(UInt16(byte), 8) }
    put(0b011, 3)
  }

  /// Writes bytes that repeat nothing.
  mutating func put(_ text: Span<UInt8>) {
    for index in text.indices {
      let byte = text[index]
      put(literals[Int(byte)], byte < 144 ? 8 : 9)
    }
  }

  /// Repeats as many bytes as `length` says, which stand `distance` bytes back.
  mutating func `repeat`(_ length: Code, distance: Int) {
    put(length.bits, UInt64(length.count))
    let far = UInt32(distance - 1)
    let extra = far < 4 ? 0 : 30 - far.leadingZeroBitCount
    let symbol = far < 4 ? Int(far) : 2 * extra + Int(far >> UInt32(extra))
    put(distances[symbol], 5)
    put(UInt16(truncatingIfNeeded: far & (1 << UInt32(extra) - 1)), UInt64(extra))
  }

  /// Closes the block and writes two numbers behind it, lowest byte first.
  mutating func end(_ first: UInt32, _ second: UInt32) {
    put(0, 7)
    put(0, (8 - count % 8) % 8)
    for number in [first, second] {
      put(UInt16(truncatingIfNeeded: number), 16)
      put(UInt16(truncatingIfNeeded: number >> 16), 16)
    }
    length = 4 * words.count + Int(count / 8)
    words.append(UInt32(truncatingIfNeeded: bits).littleEndian)
  }

  private mutating func put(_ code: UInt16, _ length: UInt64) {
    bits |= UInt64(code) << count
    count += length
    guard count >= 32 else { return }
    words.append(UInt32(truncatingIfNeeded: bits).littleEndian)
    bits >>= 32
    count -= 32
  }

  /// The code of a length from 3 to 258 with its extra bits: lengths double their steps every four
  /// symbols.
  static func code(ofLength length: Int) -> Code {
    let over = UInt32(length - 3)
    let extra = over < 8 || length == longestMatch ? 0 : 29 - over.leadingZeroBitCount
    let symbol =
      length == longestMatch
      ? 29 : over < 8 ? Int(over) + 1 : 4 * extra + 1 + Int(over >> UInt32(extra))
    let rest = UInt16(truncatingIfNeeded: over & (1 << UInt32(extra) - 1))
    // Symbols 256 to 279 have 7 bits, those above 8.
    return symbol < 24
      ? Code(bits: reversed(symbol, 7) | rest << 7, count: UInt8(7 + extra))
      : Code(bits: reversed(0b1100_0000 + symbol - 24, 8) | rest << 8, count: UInt8(8 + extra))
  }

  /// Huffman codes stand in the stream with their highest bit first.
  private static func reversed(_ code: Int, _ length: Int) -> UInt16 {
    (0..<length).reduce(0) { $0 << 1 | UInt16(code >> $1 & 1) }
  }
}
