/// One of several values between which a measurement jumped, as virtual CPUs do that the hypervisor moves.
public struct BenchMode: Sendable, Equatable {
  /// The median of the mode's samples.
  public let median: Double
  /// The part of all samples that belongs to it, 0 to 1.
  public let share: Double
  /// Seconds of a cache line's way between the first two CPUs beside the blocks that were mostly in this mode:
  /// where that differs from mode to mode, they are two placements of virtual CPUs. Nil of one thread.
  public let transferSeconds: Double?
  /// The median of value over physical limit in this mode; nil where there is no limit.
  public let peakShare: Double?

  /// States a mode.
  public init(
    median: Double, share: Double, transferSeconds: Double? = nil, peakShare: Double? = nil
  ) {
    self.median = median
    self.share = share
    self.transferSeconds = transferSeconds
    self.peakShare = peakShare
  }
}
