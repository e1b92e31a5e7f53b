internal import Footprint

/// What a job's energy and reservations have come to until now.
struct CountedFootprint: Equatable {
  /// Carbon and cost.
  var sums = FootprintSums()
  /// What it held of the node, after what was reserved twice is cut.
  var held = Reservation.none
}

/// Which figures of a footprint are known on this node.
struct FootprintKinds: Equatable {
  /// Whether somebody knows what the node is made of.
  let hasEmbodied: Bool
  /// The code of the tariff's currency; nil where nobody has stated a price.
  let currency: String?
  /// Whether a kilowatt hour has a price in it.
  let pricesEnergy: Bool

  /// Whether a share of the node's making is known of what was counted: of whoever is not known to have held anything
  /// nobody knows what it kept from others.
  func knowsEmbodied(of counted: CountedFootprint) -> Bool {
    hasEmbodied && counted.held != .none
  }

  /// Whether its cost is known: that of its energy, or of cores that it held, now or under earlier prices.
  func knowsCost(of counted: CountedFootprint) -> Bool {
    currency != nil
      && (pricesEnergy || counted.held.coreMilliseconds > 0 || counted.sums.cost > .zero)
  }
}

extension FootprintKinds {
  /// Those that a model gives.
  init(_ model: FootprintModel) {
    hasEmbodied = model.embodied != nil
    currency = model.tariff?.currency.code
    pricesEnergy = model.tariff?.perKilowattHour != nil
  }
}
