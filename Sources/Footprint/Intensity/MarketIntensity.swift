/// Grams per kilowatt hour by contracts, market-based; nothing that a grid intensity is added to.
public struct MarketIntensity: Sendable, Hashable {
  /// g/kWh; may be 0, where contracts say so.
  public let factor: Factor
  /// Whether the grid's average stands in for a residual mix that nobody stated: then what others have
  /// bought as green is counted a second time, and the figure is too low.
  public let usesGridAverage: Bool
  /// Who says so.
  public let source: String
}
