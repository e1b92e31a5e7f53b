/// How a job uses one accelerator.
public struct AcceleratorUse: Sendable {
  /// The device's number.
  public var device: Int
  /// The share of the device's units that its kernels occupy while they run.
  public var busy: Double
  /// Mean seconds with kernels running, and without.
  public var on: Double
  /// Mean seconds without kernels.
  public var off: Double
  /// What its kernels switch relative to others that look as busy.
  public var activity: Double
}
