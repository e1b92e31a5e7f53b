/// What a use of a node amounts to: energy at the site's entrance, carbon, cost.
///
/// The kinds stand side by side and are never summed: location- and market-based carbon are two answers to one
/// question, and embodied carbon was emitted when the node was made.
public struct Footprint: Sendable, Hashable {
  /// The basis of the operational carbon.
  public let basis: EmissionBasis
  /// Node energy × PUE.
  public private(set) var energy: BoundedAmount<FacilityEnergy>
  /// Energy × intensity of the grid.
  public private(set) var location: BoundedAmount<LocationBased>
  /// Energy × intensity by contracts.
  public private(set) var market: BoundedAmount<MarketBased>
  /// The share of the node's making; nil where nobody knows what it is made of.
  public private(set) var embodied: BoundedAmount<Embodied>?
  /// What it costs; nil where nobody has stated a price.
  public private(set) var cost: CostLines?
  /// What the bounds leave out, because nobody knows it.
  public private(set) var unknownSpreads: UnknownSpreads

  /// States a footprint, such as one that was kept from an earlier run.
  public init(
    basis: EmissionBasis, energy: BoundedAmount<FacilityEnergy>,
    location: BoundedAmount<LocationBased>, market: BoundedAmount<MarketBased>,
    embodied: BoundedAmount<Embodied>?, cost: CostLines?, unknownSpreads: UnknownSpreads
  ) {
    self.basis = basis
    self.energy = energy
    self.location = location
    self.market = market
    self.embodied = embodied
    self.cost = cost
    self.unknownSpreads = unknownSpreads
  }

  /// Adds another use. Nothing is added where the two must not be summed.
  public mutating func add(_ other: Footprint) throws(FootprintMismatch) {
    guard basis == other.basis else { throw .basis(basis, other.basis) }
    if let cost, let more = other.cost, cost.currency != more.currency {
      throw .currency(cost.currency, more.currency)
    }
    energy += other.energy
    location += other.location
    market += other.market
    if let more = other.embodied { embodied = (embodied ?? .zero) + more }
    if let more = other.cost {
      if cost == nil {
        cost = more
      } else {
        cost?.energy += more.energy
        cost?.cores += more.cores
        cost?.accelerators += more.accelerators
      }
    }
    unknownSpreads.formUnion(other.unknownSpreads)
  }
}
