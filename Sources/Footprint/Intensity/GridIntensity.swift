public import NodeModel

/// Grams per kilowatt hour of a grid, location-based, with all that must be said beside it.
public struct GridIntensity: Sendable, Hashable {
  /// Above it a value is taken for a mistake: coal has 1,000 g/kWh.
  public static let largest = Millionths(count: 2_000_000_000)

  /// g/kWh.
  public let factor: Factor
  /// Lifecycle or direct.
  public let basis: EmissionBasis
  /// CO2e or CO2.
  public let gas: EmissionGas
  /// Average or marginal.
  public let signal: IntensitySignal
  /// The code of the place that it is of, such as `DE`, `US-CA`, `gcp:us-east4` or `WORLD`.
  public let zone: String
  /// Which rung of the chain it stands on.
  public let rung: IntensityRung
  /// Who says so.
  public let source: String
  /// The year that it is the average of; nil for values of an hour.
  public let year: Int?
  /// How it was come by.
  public let quality: FactorQuality

  /// States an intensity.
  public init(
    _ factor: Factor, basis: EmissionBasis, gas: EmissionGas = .equivalent,
    signal: IntensitySignal = .average, zone: String, rung: IntensityRung, source: String,
    year: Int? = nil, quality: FactorQuality
  ) {
    self.factor = factor
    self.basis = basis
    self.gas = gas
    self.signal = signal
    self.zone = zone
    self.rung = rung
    self.source = source
    self.year = year
    self.quality = quality
  }

  /// Whether a grid can have it: above 0, at most 2000 g/kWh.
  public var isPlausible: Bool { factor.low > .zero && factor.high <= Self.largest }
}
