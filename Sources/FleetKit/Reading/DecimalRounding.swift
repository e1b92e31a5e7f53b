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
    if let value = quotient(mantissa, exponent: -exponent) { return value }
    // With their highest bits set, half of the one is below the other, and the quotient is above 2^62.
    let (left, right) = (mantissa.leadingZeroBitCount, five.leadingZeroBitCount)
    let dividend = mantissa << UInt64(left)
    let (quotient, remainder) = (five << UInt64(right))
      .dividingFullWidth((dividend >> 1, dividend << 63))
    return scaled(quotient, isCut: remainder != 0, by: exponent + right - left - 63)
  }

  /// The double nearest to `mantissa` / 10^`exponent`, found by a product, as long as what that leaves out cannot matter;
  /// nil where it may.
  ///
  /// With m = mantissa × 2^l, its highest bit set, b bits in 5^e and r = ⌊2^(b + 63) / 5^e⌋, the quotient m / 5^e is
  /// between h and h + 2 times 2^(1 − b), h being the higher half of m × r: where both give the same double, it is that.
  private static func quotient(_ mantissa: UInt64, exponent: Int) -> Double? {
    let shift = mantissa.leadingZeroBitCount
    let high = (mantissa &<< UInt64(shift)).multipliedFullWidth(by: reciprocal(exponent)).high
    let (low, up) = (Double(Int64(high >> 1)), Double(Int64(high >> 1) + 2))
    guard low == up else { return nil }
    let bits = UInt64.bitWidth - powerOfFive(exponent).leadingZeroBitCount
    return low * Double(bitPattern: UInt64(2 - shift - bits - exponent + 1023) << 52)
  }

  /// ⌊2^(b + 63) / 5^`exponent`⌋ with b bits in the power, from 5^1 to 5^27.
  private static func reciprocal(_ exponent: Int) -> UInt64 {
    switch exponent {
    case 1: 0xCCCC_CCCC_CCCC_CCCC
    case 2: 0xA3D7_0A3D_70A3_D70A
    case 3: 0x8312_6E97_8D4F_DF3B
    case 4: 0xD1B7_1758_E219_652B
    case 5: 0xA7C5_AC47_1B47_8423
    case 6: 0x8637_BD05_AF6C_69B5
    case 7: 0xD6BF_94D5_E57A_42BC
    case 8: 0xABCC_7711_8461_CEFC
    case 9: 0x8970_5F41_36B4_A597
    case 10: 0xDBE6_FECE_BDED_D5BE
    case 11: 0xAFEB_FF0B_CB24_AAFE
    case 12: 0x8CBC_CC09_6F50_88CB
    case 13: 0xE12E_1342_4BB4_0E13
    case 14: 0xB424_DC35_095C_D80F
    case 15: 0x901D_7CF7_3AB0_ACD9
    case 16: 0xE695_94BE_C44D_E15B
    case 17: 0xB877_AA32_36A4_B449
    case 18: 0x9392_EE8E_921D_5D07
    case 19: 0xEC1E_4A7D_B695_61A5
    case 20: 0xBCE5_0864_9211_1AEA
    case 21: 0x971D_A050_74DA_7BEE
    case 22: 0xF1C9_0080_BAF7_2CB1
    case 23: 0xC16D_9A00_9592_8A27
    case 24: 0x9ABE_14CD_4475_3B52
    case 25: 0xF796_87AE_D3EE_C551
    case 26: 0xC612_0625_7658_9DDA
    default: 0x9E74_D1B7_91E0_7E48
    }
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
