internal import Footprint

/// One row of charges: a line's energy, or its reserved units where these have a price.
struct FleetCharge {
  /// Whose it is.
  let line: FleetCharges.Line
  /// What was reserved; nil where energy is charged.
  let reserved: ReservationTally.Part?
  /// In millionths of the currency, so rounded that rows of one currency and sign add up.
  private(set) var cost: Int128 = 0

  /// Nil where there is no price.
  var currency: Currency? { reserved.map(\.currency) ?? line.key.currency }

  private var amount: Amount<Money> {
    if let reserved { return reserved.cost }
    return currency.map { line.tally.footprint.cost($0) } ?? .zero
  }

  /// Energy first, then reserved units.
  private init(_ line: FleetCharges.Line, _ reserved: ReservationTally.Part?) {
    self.line = line
    self.reserved = reserved
  }

  /// The rows of all lines, in their order.
  static func all(of lines: [FleetCharges.Line]) -> [FleetCharge] {
    var charges: [FleetCharge] = []
    for line in lines {
      charges.append(FleetCharge(line, nil))
      for part in line.tally.reservations.parts
      where part.currency != nil && part.coreMilliseconds > 0 {
        charges.append(FleetCharge(line, part))
      }
    }
    for currency in Set(charges.compactMap(\.currency)) {
      for sign in [Int128(1), -1] {
        let places = charges.indices.filter {
          charges[$0].currency == currency && charges[$0].line.key.sign == sign
        }
        let amounts = Apportionment.millionths(places.map { charges[$0].amount })
        for (place, amount) in zip(places, amounts) {
          charges[place].cost = Int128(clamping: amount) * sign
        }
      }
    }
    return charges
  }
}
