/// From `low` to `high`, in the unit of what it belongs to.
public struct BenchInterval: Sendable, Equatable {
  /// The lower end.
  public let low: Double
  /// The upper end, not below `low`.
  public let high: Double

  /// States an interval.
  public init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// Whether `value` lies in it, its ends included.
  public func contains(_ value: Double) -> Bool { low <= value && value <= high }

  /// Whether both have a value in common.
  public func overlaps(_ other: BenchInterval) -> Bool { low <= other.high && other.low <= high }

  /// The smallest interval that holds both.
  public func hull(_ other: BenchInterval) -> BenchInterval {
    BenchInterval(low: min(low, other.low), high: max(high, other.high))
  }
}
