/// How the number of a meter that shows power is to be read.
public struct PowerScale: Sendable, Hashable {
  /// Whether it is the mean since the last reading; else the power at the moment of reading.
  public var isMean: Bool
  /// Over how long the instrument forms a mean, in nanoseconds: so long what it shows is late. Nil where nobody knows,
  /// and where it forms none.
  public var averagingInterval: UInt64?
  /// Readings further apart say nothing of the time between them, in nanoseconds.
  public var longestGap: UInt64

  /// A scale.
  public init(isMean: Bool, longestGap: UInt64, averagingInterval: UInt64? = nil) {
    self.isMean = isMean
    self.longestGap = longestGap
    self.averagingInterval = averagingInterval
  }
}
