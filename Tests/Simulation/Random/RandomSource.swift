import Glibc

/// A stream of numbers that looks random and is the same for the same seed.
///
/// xoshiro256++ of Blackman and Vigna (2019), its state filled by SplitMix64.
public struct RandomSource: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// The stream of `seed`.
  public init(seed: UInt64) {
    var mixer = seed
    func word() -> UInt64 {
      mixer &+= 0x9E37_79B9_7F4A_7C15
      var value = mixer
      value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
      value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
      return value ^ (value >> 31)
    }
    state = (word(), word(), word(), word())
  }

  /// The stream that follows a state, which must not be all zeros.
  init(state: (UInt64, UInt64, UInt64, UInt64)) { self.state = state }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    func rotated(_ value: UInt64, _ bits: UInt64) -> UInt64 {
      (value << bits) | (value >> (64 - bits))
    }
    let result = rotated(state.0 &+ state.3, 23) &+ state.0
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = rotated(state.3, 45)
    return result
  }

  /// A stream of its own: what is drawn from it changes nothing here afterwards.
  public mutating func branch() -> RandomSource { RandomSource(seed: next()) }

  /// A number from 0 up to, not including, 1.
  public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number between the two bounds, all equally likely.
  public mutating func uniform(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * unit()
  }

  /// A number between two positive bounds, each factor equally likely.
  public mutating func logUniform(_ low: Double, _ high: Double) -> Double {
    low * pow(high / low, unit())
  }

  /// A waiting time of the given mean.
  public mutating func exponential(mean: Double) -> Double { -mean * log(1 - unit()) }

  /// A number around 0 with the standard deviation 1 (Box and Muller).
  public mutating func normal() -> Double {
    (-2 * log(1 - unit())).squareRoot() * cos(2 * .pi * unit())
  }

  /// An integer of the range, all equally likely but for 2⁻⁵³.
  public mutating func integer(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(unit() * Double(range.count))
  }

  /// True with the given probability.
  public mutating func chance(_ probability: Double) -> Bool { unit() < probability }

  /// One of the things listed, which must not be none.
  public mutating func pick<Thing>(_ things: [Thing]) -> Thing {
    things[integer(0...(things.count - 1))]
  }
}
