/// A flat part of the latency curve: a cache, or memory.
public struct LatencyLevel: Sendable, Equatable {
  /// Seconds for one dependent load where the curve is flat.
  public let seconds: Double
  /// Bytes of the largest working set that is hardly slower (a quarter at most); of a cache, its measured
  /// size as far as the sizes that were tried tell.
  public let knee: Int
  /// Bytes of the next larger set that was tried, where the level has ended; nil where none was.
  public let beyond: Int?

  /// States a level.
  public init(seconds: Double, knee: Int, beyond: Int?) {
    self.seconds = seconds
    self.knee = knee
    self.beyond = beyond
  }
}
