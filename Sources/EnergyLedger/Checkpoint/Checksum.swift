/// XXH64 of a sequence of 64-bit words, little-endian, with seed 0 (xxHash fast digest algorithm,
/// specification 0.1.1).
///
/// It finds pages of two writes that were mixed by a power loss. It is no protection against intent.
public enum Checksum {
  private static let primes: (UInt64, UInt64, UInt64, UInt64, UInt64) = (
    0x9E37_79B1_85EB_CA87, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9, 0x85EB_CA77_C2B2_AE63,
    0x27D4_EB2F_1656_67C5
  )

  /// The sum over `array[from...]`.
  public static func of(_ array: [UInt64], from: Int = 0) -> UInt64 {
    let words = array.span
    let count = words.count - from
    var place = from
    var sum = primes.4
    if count >= 4 {
      var a = primes.0 &+ primes.1
      var b = primes.1
      var c: UInt64 = 0
      var d = 0 &- primes.0
      while place + 4 <= words.count {
        a = round(a, words[place])
        b = round(b, words[place + 1])
        c = round(c, words[place + 2])
        d = round(d, words[place + 3])
        place += 4
      }
      sum = rotate(a, 1) &+ rotate(b, 7) &+ rotate(c, 12) &+ rotate(d, 18)
      sum = merge(merge(merge(merge(sum, a), b), c), d)
    }
    sum &+= UInt64(count) &* 8
    while place < words.count {
      sum = rotate(sum ^ round(0, words[place]), 27) &* primes.0 &+ primes.3
      place += 1
    }
    sum = (sum ^ sum >> 33) &* primes.1
    sum = (sum ^ sum >> 29) &* primes.2
    return sum ^ sum >> 32
  }

  /// The sum over a text: its bytes as words, the last filled up with zeros, after its length.
  static func of(_ text: String) -> UInt64 {
    var writer = WordWriter()
    writer.append(text)
    return of(writer.words)
  }

  private static func rotate(_ word: UInt64, _ bits: UInt64) -> UInt64 {
    word << bits | word >> (64 - bits)
  }

  private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    rotate(lane &+ word &* primes.1, 31) &* primes.0
  }

  private static func merge(_ sum: UInt64, _ lane: UInt64) -> UInt64 {
    (sum ^ round(0, lane)) &* primes.0 &+ primes.3
  }
}
