/// The time of a dependent load in a working set of some size.
public struct LatencyPoint: Sendable, Equatable {
  /// Bytes of the working set.
  public let bytes: Int
  /// Seconds for one load.
  public let seconds: Double

  /// States a measured point.
  public init(bytes: Int, seconds: Double) {
    self.bytes = bytes
    self.seconds = seconds
  }
}
