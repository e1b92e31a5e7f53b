/// An amount with the lowest and the highest that it may be.
///
/// Bounds of a product are the products of the bounds, those of a sum the sums (errors of one method on many
/// nodes go together, so they do not cancel).
public struct BoundedAmount<Kind: AmountKind>: Sendable, Hashable {
  /// The lower bound.
  public private(set) var low: Amount<Kind>
  /// The amount.
  public private(set) var value: Amount<Kind>
  /// The upper bound.
  public private(set) var high: Amount<Kind>

  /// States an amount and its bounds, widened where they would not hold it.
  public init(low: Amount<Kind>, value: Amount<Kind>, high: Amount<Kind>) {
    self.low = min(low, value)
    self.value = value
    self.high = max(value, high)
  }

  /// States an amount without any doubt.
  public init(_ value: Amount<Kind>) {
    self.init(low: value, value: value, high: value)
  }

  /// Nothing.
  public static var zero: Self { BoundedAmount(.zero) }

  /// Both together, bounds added to bounds.
  public static func + (left: Self, right: Self) -> Self {
    BoundedAmount(
      low: left.low + right.low, value: left.value + right.value, high: left.high + right.high)
  }

  /// Adds another amount of the same kind.
  public static func += (left: inout Self, right: Self) {
    left = left + right
  }
}
