public import NodeModel

/// The factors that were in force for a time, as they are kept beside rows: with them every figure can be formed
/// again, whatever the configuration and the tables say by then.
public struct FactorSet: Sendable, Hashable {
  /// The model and its tables.
  public let version: String
  /// The currency of all prices; nil where nobody has stated one.
  public let currency: Currency?
  /// PUE, intensities and prices.
  public let notes: [FactorNote]
  /// What the node is made of; nil where nobody knows.
  public let embodied: EmbodiedRates?

  /// States factors.
  public init(
    version: String, currency: Currency?, notes: [FactorNote], embodied: EmbodiedRates?
  ) {
    self.version = version
    self.currency = currency
    self.notes = notes
    self.embodied = embodied
  }

  /// What they come to in a slot that begins at `time`; nil where one of them is missing or cannot be.
  public func rates(at time: Int64) -> FootprintRates? {
    guard let ratio = value("pue"), let grid = value("intensity"),
      let market = value("market_intensity")
    else { return nil }
    return FootprintRates(
      at: time, effectiveness: ratio, grid: grid, market: market, tariff, embodied)
  }

  /// The prices; nil where nobody has stated any.
  public var tariff: Tariff? {
    currency.flatMap {
      Tariff(
        currency: $0, perKilowattHour: price("kWh", in: $0), perCoreHour: price("core h", in: $0),
        perAcceleratorHour: price("accelerator h", in: $0))
    }
  }

  /// Energy of the site over energy of its IT equipment; nil where nobody says.
  public var effectiveness: Millionths? { value("pue") }

  /// Which emissions the grid's intensity counts; nil where that is not said.
  public var basis: EmissionBasis? {
    notes.first { $0.name == "intensity" }?.remarks.lazy.compactMap(EmissionBasis.init).first
  }

  /// Whether contracts or a residual mix are behind the market-based intensity. Where nobody has stated any, it is the
  /// grid's average, and says nothing of the market.
  public var statesContracts: Bool {
    notes.contains { $0.name == "market_intensity" && !$0.source.hasPrefix("grid average") }
  }

  private func value(_ name: String) -> Millionths? {
    notes.first { $0.name == name }.flatMap { Millionths($0.value) }
  }

  private func price(_ unit: String, in currency: Currency) -> Millionths? {
    notes.first { $0.name == "price" && $0.unit == currency.code + "/" + unit }
      .flatMap { Millionths($0.value) }
  }
}
