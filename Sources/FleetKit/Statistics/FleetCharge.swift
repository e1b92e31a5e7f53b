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
  static func all(of lines: some Collection<FleetCharges.Line>) -> [FleetCharge] {
    var charges: [FleetCharge] = []
    forEach(of: lines) { charges.append($0) }
    return charges
  }

  /// Calls `body` for the rows of all lines, in their order. Lines are looked at twice, and none is kept.
  static func forEach<Failure: Error>(
    of lines: some Collection<FleetCharges.Line>, _ body: (FleetCharge) throws(Failure) -> Void
  ) throws(Failure) {
    var roundings: [Sum: LineRounding<Money>] = [:]
    var count = 0
    for line in lines {
      for charge in rows(of: line) {
        if let currency = charge.currency {
          roundings[Sum(currency: currency, sign: line.key.sign), default: LineRounding()]
            .add(charge.amount, of: count)
        }
        count += 1
      }
    }
    for sum in roundings.keys { roundings[sum]?.settle() }
    count = 0
    for line in lines {
      for var charge in rows(of: line) {
        if let currency = charge.currency {
          let sum = Sum(currency: currency, sign: line.key.sign)
          let cost = roundings[sum]?.millionths(of: charge.amount, in: count) ?? 0
          charge.cost = cost * sum.sign
        }
        count += 1
        try body(charge)
      }
    }
  }

  /// Rows of one currency and sign add up.
  private struct Sum: Hashable {
    let currency: Currency
    let sign: Int128
  }

  private static func rows(of line: FleetCharges.Line) -> [FleetCharge] {
    [FleetCharge(line, nil)]
      + line.tally.reservations.parts.filter { $0.currency != nil && $0.coreMilliseconds > 0 }
      .map { FleetCharge(line, $0) }
  }
}
