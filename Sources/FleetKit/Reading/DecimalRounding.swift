/// The double that is nearest to a decimal number.
enum DecimalRounding {
  /// 5^27 is the greatest power of five below 2^63.
  static let exponentLimit = 27

  /// The double nearest to `mantissa` × 10^`exponent`, of two the even one; the exponent is from −27 to 27.
  ///
  /// 10^e is 5^e × 2^e. A product with 5^e is exact in 128 bits; of a quotient 62 bits or more are, and whether anything
  /// is left. Where something is cut off, it makes the last of these bits a 1, which is far below those that a double
  /// keeps: so it is rounded once, and rightly.
  static func double(_ mantissa: UInt64, exponent: Int) -> Double {
    guard mantissa > 0 else { return 0 }
    let five = powerOfFive(abs(exponent))
    if exponent >= 0 {
      let product = mantissa.multipliedFullWidth(by: five)
      guard product.high > 0 else { return scaled(product.low, isCut: false, by: exponent) }
      let shift = UInt64(product.high.leadingZeroBitCount)
      let bits = product.high << shift | product.low >> (64 - shift)
      return scaled(bits, isCut: product.low << shift != 0, by: exponent + 64 - Int(shift))
    }
    // With their highest bits set, half of the one is below the other, and the quotient is above 2^62.
    let (left, right) = (mantissa.leadingZeroBitCount, five.leadingZeroBitCount)
    let dividend = mantissa << UInt64(left)
    let (quotient, remainder) = (five << UInt64(right))
      .dividingFullWidth((dividend >> 1, dividend << 63))
    return scaled(quotient, isCut: remainder != 0, by: exponent + right - left - 63)
  }

  private static func scaled(_ bits: UInt64, isCut: Bool, by exponent: Int) -> Double {
    let power = Double(bitPattern: UInt64(exponent + 1023) << 52)
    return Double(isCut ? bits | 1 : bits) * power
  }

  private static func powerOfFive(_ exponent: Int) -> UInt64 {
    let first = min(exponent, 19)
    return (JSONWalker.power(first) >> UInt64(first))
      * (JSONWalker.power(exponent - first) >> UInt64(exponent - first))
  }
}
