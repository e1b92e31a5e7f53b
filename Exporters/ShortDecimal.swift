/// Decimals of doubles of an ordinary size, by exact integers and without memory.
enum ShortDecimal {
  /// 10⁰ to 10¹⁹.
  static let powersOfTen: [UInt64] = (0..<20).map { power in
    (0..<power).reduce(1) { product, _ in product * 10 }
  }

  /// The fewest places after the point with which `value` reads back as itself, and all its digits with
  /// so many places; nil where the number is not from 10⁻³ to 10¹², or cannot be written so.
  ///
  /// A double is m · 2⁻ˢ with m < 2⁵³. The decimal n · 10⁻ᵏ reads back as it where it lies nearer to it
  /// than half a step to its neighbours: |n · 2ˢ − m · 10ᵏ| < 10ᵏ / 2. (A power of two has a nearer
  /// neighbour below; half of the distance is asked for there.)
  static func places(of value: Double) -> (digits: UInt64, places: Int)? {
    guard value >= 1e-3, value < 1e12 else { return nil }
    let significand = UInt128(value.significandBitPattern | 1 << 52)
    let shift = 52 - Int(value.exponent)
    let isPowerOfTwo = value.significandBitPattern == 0
    for places in 1...19 {
      let power = UInt128(powersOfTen[places])
      let scaled = significand * power
      let digits = (scaled + (1 << (shift - 1))) >> shift
      guard digits <= UInt64.max else { return nil }
      let nearest = digits << shift
      let distance = nearest > scaled ? nearest - scaled : scaled - nearest
      if distance << (isPowerOfTwo ? 2 : 1) < power { return (UInt64(digits), places) }
    }
    return nil
  }
}
