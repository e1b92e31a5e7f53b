public import NodeModel

/// Energy of the site over energy of its IT equipment, with all that must be said beside it.
///
/// Source: ISO/IEC 30134-2:2026. It is used to allocate the site's overhead in proportion; what a job's own
/// overhead is, a PUE does not tell.
public struct PowerUsageEffectiveness: Sendable, Hashable {
  /// Above it a figure is taken for a percentage or a wrong boundary.
  public static let largest = Millionths(count: 100_000_000)

  /// The ratio, 1 or more.
  public let ratio: Factor
  /// Where it comes from.
  public let status: PUEStatus
  /// What it is the PUE of; nil where that is not said.
  public let category: PUECategory?
  /// The year that it holds for; nil where that is not said.
  public let year: Int?
  /// Who says so.
  public let source: String

  /// States a PUE.
  public init(
    _ ratio: Millionths, within interval: ClosedRange<Millionths>? = nil, status: PUEStatus,
    category: PUECategory?, year: Int?, source: String
  ) throws(PUERefusal) {
    guard ratio >= .one else { throw .belowOne }
    guard ratio <= Self.largest else { throw .implausible }
    if let interval {
      guard interval.lowerBound >= .one, interval.upperBound <= Self.largest else {
        throw .outsideInterval
      }
    }
    guard let factor = Factor(ratio, within: interval) else { throw .outsideInterval }
    self.ratio = factor
    self.status = status
    self.category = category
    self.year = year
    self.source = source
  }

  /// How it was come by. What a category says of a stated one stays the operator's word.
  public var quality: FactorQuality {
    switch status {
    case .table: .estimated
    case .configured: .stated
    case .measured: .measured
    }
  }

  /// Nobody knows of any overhead.
  public static let none = PowerUsageEffectiveness()

  private init() {
    ratio = Factor(.one)
    (status, category, year, source) = (.table, nil, nil, "none")
  }
}
