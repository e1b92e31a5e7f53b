/// A member's name as it stands in an object without blanks: behind a comma or a brace, in quotes, before a colon.
struct JSONName {
  /// Those of a comma or a brace, two quotes and a colon.
  static let tokens = 4

  private let first: UInt64
  private let second: UInt64
  /// The bytes of `second` that count.
  private let mask: UInt64

  /// A name of 4 to 12 letters.
  init(_ name: String, isFirst: Bool = false) {
    let bytes = Array(((isFirst ? "{\"" : ",\"") + name + "\":").utf8)
    precondition((8...16).contains(bytes.count), "a name of 4 to 12 letters")
    var words: (UInt64, UInt64) = (0, 0)
    for (place, byte) in bytes.enumerated() {
      if place < 8 {
        words.0 |= UInt64(byte) << UInt64(8 * place)
      } else {
        words.1 |= UInt64(byte) << UInt64(8 * (place - 8))
      }
    }
    (first, second) = words
    mask = bytes.count == 8 ? 0 : .max >> UInt64(8 * (16 - bytes.count))
  }

  /// Whether it stands there; sixteen bytes may be looked at.
  @inline(__always)
  func stands(at offset: Int, in bytes: Span<UInt8>) -> Bool {
    (bytes.word(at: offset) ^ first) | ((bytes.word(at: offset &+ 8) ^ second) & mask) == 0
  }
}
