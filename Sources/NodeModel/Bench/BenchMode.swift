/// One of several values between which a measurement jumped, as virtual CPUs do that the hypervisor moves.
public struct BenchMode: Sendable, Equatable {
  /// The median of the mode's samples.
  public let median: Double
  /// The part of all samples that belongs to it, 0 to 1.
  public let share: Double

  /// States a mode.
  public init(median: Double, share: Double) {
    self.median = median
    self.share = share
  }
}
