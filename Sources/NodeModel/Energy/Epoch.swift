/// One unbroken life of a node's energy counters: a random UUID (RFC 9562, version 4).
public struct Epoch: Hashable, Sendable {
  /// The first eight bytes, the most significant first.
  public let high: UInt64
  /// The last eight bytes.
  public let low: UInt64

  /// An epoch out of 128 random bits.
  public init(random: (UInt64, UInt64)) {
    high = random.0 & ~0xF000 | 0x4000
    low = random.1 & ~(0b11 << 62) | (0b10 << 62)
  }

  /// An epoch that was kept as two words.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Reads the form that `description` writes, in lower case.
  public init?(_ text: String) {
    var words: [UInt64] = [0, 0]
    var digits = 0
    for (place, byte) in text.utf8.enumerated() {
      if place == 8 || place == 13 || place == 18 || place == 23 {
        guard byte == UInt8(ascii: "-") else { return nil }
        continue
      }
      guard digits < 32, let value = Self.value(of: byte) else { return nil }
      words[digits / 16] = words[digits / 16] << 4 | value
      digits += 1
    }
    guard digits == 32 else { return nil }
    self.init(high: words[0], low: words[1])
  }

  private static func value(of byte: UInt8) -> UInt64? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a")) + 10
    default: nil
    }
  }
}

extension Epoch: CustomStringConvertible {
  /// The form `5f0c2f6e-3f7b-4a52-9d0e-6f1a2b3c4d5e`.
  public var description: String {
    var text = ""
    for digit in 0..<32 {
      if digit == 8 || digit == 12 || digit == 16 || digit == 20 { text += "-" }
      let word = digit < 16 ? high : low
      text += String(word >> UInt64(60 - 4 * (digit % 16)) & 15, radix: 16)
    }
    return text
  }
}
