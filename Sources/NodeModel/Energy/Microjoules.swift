/// An amount of energy as it is booked: whole millionths of a joule.
///
/// 64 bits hold 18 TJ, which is a kilowatt for 585 years.
public struct Microjoules: Hashable, Sendable {
  /// How many.
  public var count: UInt64

  /// So many microjoules.
  public init(_ count: UInt64) {
    self.count = count
  }

  /// Nothing.
  public static let zero = Microjoules(0)

  /// For showing; exact below 2^53 µJ.
  public var joules: Double { Double(count) / 1e6 }
}

extension Microjoules: Comparable {
  /// Less energy.
  public static func < (left: Microjoules, right: Microjoules) -> Bool { left.count < right.count }

  /// Both together.
  public static func + (left: Microjoules, right: Microjoules) -> Microjoules {
    Microjoules(left.count + right.count)
  }

  /// What is left; `right` is the smaller one.
  public static func - (left: Microjoules, right: Microjoules) -> Microjoules {
    Microjoules(left.count - right.count)
  }

  /// Adds.
  public static func += (left: inout Microjoules, right: Microjoules) {
    left.count += right.count
  }
}
