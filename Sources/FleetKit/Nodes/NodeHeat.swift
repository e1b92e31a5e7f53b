/// What the temperature sensors of a node have shown: in the hour that ran when it reported, and the one before it.
public struct NodeHeat: Sendable, Equatable {
  /// The sensor that has shown most, by its label and its chip.
  public var sensor: String
  /// The most that it has shown, in degrees Celsius.
  public var most: Double
  /// What it has shown on average.
  public var mean: Double
  /// What the sensor of the air that comes in has shown on average; nil where none is labelled as such.
  public var inlet: Double?

  /// States what was shown.
  public init(sensor: String, most: Double, mean: Double, inlet: Double? = nil) {
    self.sensor = sensor
    self.most = most
    self.mean = mean
    self.inlet = inlet
  }
}
