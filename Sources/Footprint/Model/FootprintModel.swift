/// Turns energy and reservations into carbon and cost, slot by slot.
///
/// Each slot is multiplied with the PUE and the intensity of its own time:
/// location = E × PUE(t) × CI(t), market = E × PUE(t) × CI by contracts(t), embodied by settled reservation,
/// cost = Σ reserved × price + E × PUE(t) × price. All of it is linear and exact, so that the footprints of
/// owners add up to the footprint of their sums.
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

  /// The footprint of one owner's slot.
  public func footprint(of use: ResourceUse) -> Footprint {
    let ratio = effectiveness.effectiveness(at: use.time).ratio
    let grid = grid.intensity(at: use.time)
    let contracts = market.intensity(on: grid)
    var unknown: UnknownSpreads = []
    if ratio.interval == nil { unknown.insert(.effectiveness) }
    if grid.factor.interval == nil { unknown.insert(.gridIntensity) }
    if contracts.factor.interval == nil { unknown.insert(.marketIntensity) }
    return Footprint(
      basis: grid.basis, energy: use.energy.facilityEnergy(ratio),
      location: use.energy.times(ratio, grid.factor),
      market: use.energy.times(ratio, contracts.factor),
      embodied: embodied?.amount(of: use.reservation, at: use.time),
      cost: tariff?.cost(of: use.energy, effectiveness: ratio, reservation: use.reservation),
      unknownSpreads: unknown)
  }
}
