/// How the number of a meter that shows power is to be read.
public struct PowerScale: Sendable, Hashable {
  /// Whether it is the mean since the last reading; else the power at the moment of reading.
  public var isMean: Bool
  /// Readings further apart say nothing of the time between them, in nanoseconds.
  public var longestGap: UInt64

  /// A scale.
  public init(isMean: Bool, longestGap: UInt64) {
    self.isMean = isMean
    self.longestGap = longestGap
  }
}
