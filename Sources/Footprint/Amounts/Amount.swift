public import NodeModel

/// An exact amount of one kind, in whole parts of which 3.6 × 10^24 make a unit.
///
/// The size of the part is what makes every product whole. Microjoules (1/3.6 × 10^-12 kWh) × millionths of
/// PUE × millionths of g/kWh are parts, and so are unit-milliseconds (1/3.6 × 10^-6 h) × millionths of a price
/// an hour × 10^12. Sums are therefore the same in any order and grouping, parts of a slot add up to the slot,
/// and nothing is rounded before it is shown. The largest amount is 9 × 10^13 units; sums stop there.
public struct Amount<Kind: AmountKind>: Sendable, Hashable {
  /// How many parts.
  public private(set) var parts: UInt128

  /// Takes a number of parts, such as one that was kept from an earlier run.
  public init(parts: UInt128) {
    self.parts = parts
  }

  /// Takes whole millionths of a unit.
  public init(millionths: UInt64) {
    parts = UInt128(millionths) * Self.partsPerMillionth
  }

  /// Nothing.
  public static var zero: Self { Amount(parts: 0) }

  /// How many parts make a unit.
  public static var partsPerUnit: UInt128 { 3_600_000_000_000_000_000_000_000 }
  /// How many parts make a millionth of a unit.
  public static var partsPerMillionth: UInt128 { partsPerUnit / 1_000_000 }

  /// The amount in its unit, with what is below a millionth of it: for figures that nobody adds up.
  public var inUnits: Double { Self.nearest(to: parts) / 3.6e24 }

  /// The double nearest to a whole number. The library goes through 128 bits one by one; here they become 64, the
  /// lowest of which says whether anything was cut off.
  private static func nearest(to number: UInt128) -> Double {
    let cut = max(0, 64 - number.leadingZeroBitCount)
    let kept = UInt64(truncatingIfNeeded: number >> UInt128(cut))
    let isExact = number.trailingZeroBitCount >= cut
    return Double(isExact ? kept : kept | 1) * Double(sign: .plus, exponent: cut, significand: 1)
  }

  /// A product of whole numbers that are parts together.
  static func product(_ left: UInt128, _ right: UInt128) -> Self {
    let (parts, overflow) = left.multipliedReportingOverflow(by: right)
    return Amount(parts: overflow ? .max : parts)
  }

  /// Both together.
  public static func + (left: Self, right: Self) -> Self {
    let (sum, overflow) = left.parts.addingReportingOverflow(right.parts)
    return Amount(parts: overflow ? .max : sum)
  }

  /// Adds another amount of the same kind.
  public static func += (left: inout Self, right: Self) {
    left = left + right
  }

  /// The nearest whole number of millionths of a unit (µg, µkWh, millionths of a currency), half rounded up.
  public var millionths: UInt128 {
    let (whole, rest) = parts.quotientAndRemainder(dividingBy: Self.partsPerMillionth)
    return rest >= Self.partsPerMillionth / 2 ? whole + 1 : whole
  }

  /// What a series says: rounded to the nearest millionth, and never less than it was before.
  public var shown: Value { .micro(UInt64(clamping: millionths)) }
}

extension Amount: Comparable {
  /// By size.
  public static func < (left: Self, right: Self) -> Bool { left.parts < right.parts }
}
