/// How far the truth may lie from a figure, in millionths of the figure.
public struct EnergyBounds: Hashable, Sendable {
  /// How far below, at most 1,000,000.
  public let below: UInt32
  /// How far above.
  public let above: UInt32

  /// Bounds in millionths.
  public init(below: UInt32, above: UInt32) {
    self.below = min(below, 1_000_000)
    self.above = above
  }

  /// The same distance to both sides, in millionths.
  public init(_ both: UInt32) {
    self.init(below: both, above: both)
  }

  /// No distance.
  public static let exact = EnergyBounds(0)

  /// The least that `energy` may have been, in whole microjoules.
  public func low(of energy: UInt64) -> UInt64 {
    let (high, low) = energy.multipliedFullWidth(by: UInt64(1_000_000 - below))
    return UInt64(1_000_000).dividingFullWidth((high, low)).quotient
  }

  /// The most that `energy` may have been, in whole microjoules; cut at 2^64 - 1.
  public func high(of energy: UInt64) -> UInt64 {
    let (high, low) = energy.multipliedFullWidth(by: UInt64(1_000_000) + UInt64(above))
    guard high < 1_000_000 else { return .max }
    let (quotient, remainder) = UInt64(1_000_000).dividingFullWidth((high, low))
    return remainder > 0 && quotient < .max ? quotient + 1 : quotient
  }
}
