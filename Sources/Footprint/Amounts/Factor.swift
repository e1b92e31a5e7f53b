public import NodeModel

/// A factor with the interval it lies in, where one was published.
public struct Factor: Sendable, Hashable {
  /// The figure to reckon with.
  public let value: Millionths
  /// From the lowest to the highest figure that was published; nil where nobody says. It is never made up.
  public let interval: ClosedRange<Millionths>?

  /// States a factor; nil where the interval does not hold the value.
  public init?(_ value: Millionths, within interval: ClosedRange<Millionths>?) {
    if let interval, !interval.contains(value) { return nil }
    self.value = value
    self.interval = interval
  }

  /// States a factor whose spread nobody knows.
  public init(_ value: Millionths) {
    self.value = value
    interval = nil
  }

  /// The lower end, or the value where no interval is known.
  public var low: Millionths { interval?.lowerBound ?? value }
  /// The upper end, or the value where no interval is known.
  public var high: Millionths { interval?.upperBound ?? value }
}
