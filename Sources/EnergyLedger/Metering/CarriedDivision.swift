/// A division whose remainder waits for the next one, so that a sum of parts loses nothing.
struct CarriedDivision {
  let divisor: UInt64
  /// Less than the divisor.
  private(set) var remainder: UInt64 = 0

  init(by divisor: UInt64) {
    self.divisor = max(divisor, 1)
  }

  /// Goes on with a remainder that was kept.
  mutating func restore(remainder kept: UInt64) {
    remainder = kept % divisor
  }

  /// The whole part of what was left and `dividend` together; nil, and nothing changed, where it does not
  /// fit into 64 bits.
  mutating func quotient(of dividend: UInt128) -> UInt64? {
    let (sum, overflow) = dividend.addingReportingOverflow(UInt128(remainder))
    guard !overflow else { return nil }
    let (quotient, left) = sum.quotientAndRemainder(dividingBy: UInt128(divisor))
    guard quotient <= UInt128(UInt64.max) else { return nil }
    remainder = UInt64(truncatingIfNeeded: left)
    return UInt64(truncatingIfNeeded: quotient)
  }
}
