internal import NodeModel

/// One factor of a footprint, as it is shown to who asks where a figure comes from.
public struct FactorNote: Sendable, Hashable {
  /// `pue`, `intensity`, `market_intensity`, `embodied`, `price`.
  public let name: String
  /// The factor.
  public let value: Double
  /// The lower bound; nil where nobody knows it.
  public let low: Double?
  /// The upper bound; nil where nobody knows it.
  public let high: Double?
  /// The unit; empty for ratios.
  public let unit: String
  /// Who says so.
  public let source: String
  /// How it was come by.
  public let quality: FactorQuality
  /// The year that it is of; nil where that is not said.
  public let year: Int?
  /// What must be said beside it: status and category, zone, rung, basis, signal.
  public let remarks: [String]

  init(
    name: String, _ factor: Factor, unit: String, source: String, quality: FactorQuality,
    year: Int? = nil, remarks: [String] = []
  ) {
    self.name = name
    value = factor.value.double
    low = factor.interval?.lowerBound.double
    high = factor.interval?.upperBound.double
    self.unit = unit
    self.source = source
    self.quality = quality
    self.year = year
    self.remarks = remarks
  }

  /// States a factor that was kept.
  public init(
    name: String, value: Double, within interval: ClosedRange<Double>?, unit: String,
    source: String, quality: FactorQuality, year: Int?, remarks: [String]
  ) {
    self.name = name
    self.value = value
    low = interval?.lowerBound
    high = interval?.upperBound
    self.unit = unit
    self.source = source
    self.quality = quality
    self.year = year
    self.remarks = remarks
  }
}
