/// What energy and reservations of a node are multiplied with to be carbon and cost, slot by slot.
///
/// Each slot has the PUE and the intensity of its own time (`rates(at:)`):
/// location = E × PUE(t) × CI(t), market = E × PUE(t) × CI by contracts(t), embodied by settled reservation,
/// cost = Σ reserved × price + E × PUE(t) × price. All of it is linear and exact (`FootprintSums`), so that what owners
/// come to adds up to what their sums come to.
public struct FootprintModel: Sendable {
  /// Where the PUE comes from.
  public let effectiveness: any PUESource
  /// Where the grid's intensity comes from.
  public let grid: IntensityChain
  /// What contracts say.
  public let market: MarketMix
  /// What the node is made of; nil where nobody knows.
  public let embodied: EmbodiedRates?
  /// What is charged; nil where nobody has stated a price.
  public let tariff: Tariff?
  /// This model and its tables: a figure can be made again where both are the same.
  public var version: String { "nodeprobe.footprint/1 tables/" + FootprintTables.version() }

  /// Joins the factors of one node.
  public init(
    effectiveness: any PUESource, grid: IntensityChain, market: MarketMix,
    embodied: EmbodiedRates? = nil, tariff: Tariff? = nil
  ) {
    self.effectiveness = effectiveness
    self.grid = grid
    self.market = market
    self.embodied = embodied
    self.tariff = tariff
  }
}
