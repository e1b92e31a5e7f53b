/// One step of load of a calibration: the means of its samples.
public struct CalibrationStep: Sendable, Equatable {
  /// Utilization of all CPUs, 0 to 1.
  public var utilization: Double
  /// Mean frequency; nil where it is not known.
  public var hertz: UInt64?
  /// Power that the meter showed.
  public var watts: Double
  /// From so many samples.
  public var samples: Int
  /// What loaded the CPUs: `idle`, `arithmetic`, `memory`; nil where nothing is said.
  public var load: String?

  /// States a step.
  public init(
    utilization: Double, hertz: UInt64?, watts: Double, samples: Int, load: String? = nil
  ) {
    self.utilization = utilization
    self.hertz = hertz
    self.watts = watts
    self.samples = samples
    self.load = load
  }
}
