/// A power with what it may be at least and at most, in microwatts.
public struct PowerBand: Sendable, Hashable {
  /// The least that it may be; not above `value`.
  public let low: UInt64
  /// The figure; never 0.
  public let value: UInt64
  /// The most that it may be; not below `value`.
  public let high: UInt64

  /// Takes three powers in microwatts and puts them in order around `value`.
  public init(low: UInt64, value: UInt64, high: UInt64) {
    self.value = max(value, 1)
    self.low = min(low, self.value)
    self.high = max(high, self.value)
  }

  /// So many of it, such as hardware threads.
  func times(_ count: Int) -> PowerBand {
    let count = UInt64(max(count, 1))
    return PowerBand(low: low * count, value: value * count, high: high * count)
  }

  /// Bounds that are further away by a factor, below and above.
  func widened(by factor: UInt64) -> PowerBand {
    PowerBand(low: low / factor, value: value, high: high * factor)
  }
}
