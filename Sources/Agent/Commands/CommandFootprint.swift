internal import Footprint
internal import NodeModel

/// Carbon and cost of a command, with the factors behind them in words.
public struct CommandFootprint: Sendable, Equatable {
  /// CO2e, location-based, PUE included, in grams.
  public var grams: Double
  /// "342 g/kWh (DE, 2024, Ember), PUE 1.58 (table)".
  public var factors: String
  /// Money; nil where no price is configured, or one of cores alone and none are known to be reserved.
  public var cost: Double?
  /// ISO 4217.
  public var currency: String?
  /// "0.3 EUR/kWh (configuration)".
  public var prices: String?

  /// What was read from a document.
  public init(
    grams: Double, factors: String, cost: Double?, currency: String?, prices: String?
  ) {
    self.grams = grams
    self.factors = factors
    self.cost = cost
    self.currency = currency
    self.prices = prices
  }

  /// What was counted of a job by the factors that are in use at a time, in seconds since 1970.
  init(_ counted: CountedFootprint, _ choice: FootprintChoice, at time: Int64) {
    grams = counted.sums.location.inUnits
    let grid = choice.model.grid.intensity(at: time)
    let ratio = choice.effectiveness
    let year = grid.year.map { ", \($0)" } ?? ""
    factors =
      "\(grid.factor.value.text) g/kWh (\(grid.zone)\(year), \(grid.source)), "
      + "PUE \(ratio.ratio.value.text) (\(ratio.source))"
    guard let tariff = choice.model.tariff, FootprintKinds(choice.model).knowsCost(of: counted)
    else { return }
    cost = counted.sums.cost.inUnits
    currency = tariff.currency.code
    var parts: [String] = []
    if let price = tariff.perKilowattHour {
      parts.append("\(price.text) \(tariff.currency.code)/kWh")
    }
    if let price = tariff.perCoreHour {
      parts.append("\(price.text) \(tariff.currency.code) a reserved core-hour")
    }
    prices = parts.joined(separator: ", ") + " (configuration)"
  }
}

extension Millionths {
  /// "342.06", "400".
  fileprivate var text: String {
    let text = double.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
