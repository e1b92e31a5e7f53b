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
}

extension FootprintKinds {
  /// Those that a model gives.
  init(_ model: FootprintModel) {
    hasEmbodied = model.embodied != nil
    currency = model.tariff?.currency.code
  }
}
