import Glibc

/// How fast cores run and what voltage that takes.
///
/// Turbo falls as more cores of a socket are awake; wide vector code lowers its core's limit. Each
/// core has a voltage of its own, which follows its frequency faster than in proportion.
public struct FrequencyCurve: Sendable {
  /// The lowest frequency, in GHz.
  let lowest: Double
  /// The limit with all cores of a socket awake, in GHz.
  let allCores: Double
  /// The limit with one core awake, in GHz.
  let oneCore: Double
  /// How quickly the limit falls with the first cores: below 1 early, above 1 late.
  let turboShape: Double
  /// What wide vector code costs its core, in GHz.
  let vectorOffset: Double
  /// Whether a core that is little used runs slower (`schedutil`), or always as fast as it may.
  let followsUse: Bool

  private let squaredVoltages: [Double]

  init(
    lowest: Double, allCores: Double, oneCore: Double, turboShape: Double, vectorOffset: Double,
    followsUse: Bool, voltages: ClosedRange<Double>, voltageShape: Double
  ) {
    self.lowest = lowest
    self.allCores = allCores
    self.oneCore = oneCore
    self.turboShape = turboShape
    self.vectorOffset = vectorOffset
    self.followsUse = followsUse
    squaredVoltages = (0...80).map { step in
      let along = min(max((Double(step) / 10 - lowest) / (oneCore - lowest), 0), 1)
      let volts =
        voltages.lowerBound
        + (voltages.upperBound - voltages.lowerBound) * pow(along, voltageShape)
      return volts * volts
    }
  }

  /// The square of the voltage at a frequency in GHz, in V².
  func squaredVoltage(at frequency: Double) -> Double {
    squaredVoltages[min(max(Int((frequency * 10).rounded()), 0), 80)]
  }

  /// The turbo limit with so many cores awake, in GHz.
  func limit(awake: Int, of cores: Int) -> Double {
    guard cores > 1, awake > 1 else { return oneCore }
    let along = pow(Double(awake - 1) / Double(cores - 1), turboShape)
    return oneCore - (oneCore - allCores) * along
  }
}
