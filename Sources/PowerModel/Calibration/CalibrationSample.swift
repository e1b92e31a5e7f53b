/// One reading of a meter during a calibration, with what the CPUs did since the reading before.
public struct CalibrationSample: Sendable, Hashable {
  /// The step of load that it belongs to.
  public let step: Int
  /// Mean utilization of all CPUs, in millionths.
  public let utilization: UInt32
  /// Mean frequency of all CPUs; nil where it is not known.
  public let hertz: UInt64?
  /// Mean power, in microwatts.
  public let microwatts: UInt64
  /// What loads the CPUs in this step; nil where nothing is said.
  public let load: String?

  /// States a sample.
  public init(
    step: Int, utilization: UInt32, hertz: UInt64?, microwatts: UInt64, load: String? = nil
  ) {
    self.step = step
    self.utilization = min(utilization, PowerCurve.full)
    self.hertz = hertz
    self.microwatts = microwatts
    self.load = load
  }
}
