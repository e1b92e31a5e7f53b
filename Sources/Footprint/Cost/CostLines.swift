/// What something costs, line by line.
public struct CostLines: Sendable, Hashable {
  /// The currency of all lines.
  public let currency: Currency
  /// Energy with the site's overhead.
  public internal(set) var energy: BoundedAmount<Money>
  /// Reserved cores.
  public internal(set) var cores: Amount<Money>
  /// Reserved accelerators.
  public internal(set) var accelerators: Amount<Money>

  /// States what something costs.
  public init(
    currency: Currency, energy: BoundedAmount<Money>, cores: Amount<Money>,
    accelerators: Amount<Money>
  ) {
    self.currency = currency
    self.energy = energy
    self.cores = cores
    self.accelerators = accelerators
  }

  /// All lines together.
  public var total: BoundedAmount<Money> {
    energy + BoundedAmount(cores) + BoundedAmount(accelerators)
  }
}
