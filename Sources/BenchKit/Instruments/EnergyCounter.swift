/// A source of energy readings: RAPL, a power sensor integrated, a meter.
public protocol EnergyCounter {
  /// What was counted until now; nil where it cannot be read.
  func read() -> EnergyReading?
}
