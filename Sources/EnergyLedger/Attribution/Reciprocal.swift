/// Divides 128-bit numbers by one 64-bit divisor again and again, by two multiplications each.
///
/// Möller and Granlund, "Improved division by invariant integers", IEEE Transactions on Computers 60
/// (2011), algorithm 4.
struct Reciprocal {
  private let divisor: UInt64
  private let shift: UInt64
  private let inverse: UInt64

  /// For a divisor above 0.
  init(_ divisor: UInt64) {
    shift = UInt64(divisor.leadingZeroBitCount)
    self.divisor = divisor << shift
    inverse = self.divisor.dividingFullWidth((~self.divisor, .max)).quotient
  }

  /// The quotient and the remainder of `left` times `right`; the quotient must fit into 64 bits.
  @inline(__always)
  func divide(_ left: UInt64, times right: UInt64) -> (quotient: UInt64, remainder: UInt64) {
    let product = left.multipliedFullWidth(by: right)
    let low = product.low << shift
    let high = product.high << shift | (product.low >> 1) >> (63 - shift)
    var (quotient, fraction) = inverse.multipliedFullWidth(by: high)
    let (sum, carry) = fraction.addingReportingOverflow(low)
    fraction = sum
    quotient = quotient &+ high &+ (carry ? 1 : 0) &+ 1
    var remainder = low &- quotient &* divisor
    if remainder > fraction {
      quotient = quotient &- 1
      remainder = remainder &+ divisor
    }
    if remainder >= divisor {
      quotient = quotient &+ 1
      remainder -= divisor
    }
    return (quotient, remainder >> shift)
  }
}
