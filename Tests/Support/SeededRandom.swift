/// Random numbers that a printed seed brings back (SplitMix64).
public struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  /// Begins at a seed.
  public init(_ seed: UInt64) {
    state = seed
  }

  /// The next number.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Below `limit`, which is small beside 2^64.
  public mutating func below(_ limit: UInt64) -> UInt64 { next() % limit }

  /// Once in `times`.
  public mutating func once(in times: UInt64) -> Bool { next() % times == 0 }
}
