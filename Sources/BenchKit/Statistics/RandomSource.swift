/// Random numbers that a seed determines: the same on every machine (SplitMix64, Steele, Lea and Flood
/// 2014).
struct RandomSource: RandomNumberGenerator {
  private var state: UInt64

  /// Starts the sequence that belongs to a seed.
  init(seed: UInt64) {
    state = seed
  }

  /// The next 64 bits.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A place in a collection of `count` things; the bias of at most count · 2⁻⁶⁴ does not matter here.
  mutating func index(below count: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(count)).high)
  }
}
