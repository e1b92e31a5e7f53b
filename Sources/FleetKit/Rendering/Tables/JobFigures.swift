internal import Footprint

/// The figures of jobs, of which there may be more than of anything else: those of `LineFigures` and `ReservedFigures`, of
/// which nothing is kept for a job.
struct JobFigures {
  private struct Carbon {
    let basis: EmissionBasis?
    var location = LineRounding<LocationBased>()
    var market = LineRounding<MarketBased>()
  }
  private struct Cost {
    let currency: Currency
    var rounding = LineRounding<Money>()
  }

  private var carbon: [Carbon] = []
  private var costs: [Cost] = []
  private var embodied = LineRounding<Embodied>()
  private var partial = PartialSums()
  private let isTold: Bool

  /// Looks at each job once, in the order of lines.
  init(_ jobs: some Sequence<Tally>, in statistics: FleetStatistics) {
    isTold = statistics.reservingJobParts > 0
    for (line, tally) in jobs.enumerated() { count(tally, line) }
    for place in carbon.indices {
      carbon[place].location.settle()
      carbon[place].market.settle()
    }
    for place in costs.indices { costs[place].rounding.settle() }
    embodied.settle()
    carbon.sort { ($0.basis?.rawValue ?? "~") < ($1.basis?.rawValue ?? "~") }
    costs.sort { $0.currency.code < $1.currency.code }
  }

  private mutating func count(_ tally: Tally, _ line: Int) {
    for basis in tally.footprint.bases {
      let place = carbon.firstIndex { $0.basis == basis } ?? carbon.count
      if place == carbon.count { carbon.append(Carbon(basis: basis)) }
      carbon[place].location.add(tally.footprint.location(basis), of: line)
      if let market = tally.footprint.market(basis) { carbon[place].market.add(market, of: line) }
    }
    partial.add(SumShares(Balance(tally)))
    for currency in tally.currencies {
      let place = costs.firstIndex { $0.currency == currency } ?? costs.count
      if place == costs.count { costs.append(Cost(currency: currency)) }
      costs[place].rounding.add(tally.cost(currency), of: line)
    }
    if let amount = tally.reservations.embodied { embodied.add(amount, of: line) }
  }

  /// The columns of `cells`.
  var columns: [ReportTable.Column] {
    LineFigures.columns(carbon.map(\.basis), costs.map(\.currency.code), partial)
  }

  /// The columns of `reservedCells`.
  var reservedColumns: [ReportTable.Column] { isTold ? ReservedFigures.columns : [] }

  /// What a job used, and what that came to.
  func cells(_ line: Int, of tally: Tally) -> [ReportTable.Cell] {
    let (bases, currencies) = (tally.footprint.bases, tally.currencies)
    var cells = LineFigures.cells(tally.energy, SumShares(Balance(tally)), isKnown: true)
    for one in carbon {
      guard bases.contains(one.basis) else {
        cells += [.absent, .absent]
        continue
      }
      let footprint = tally.footprint
      cells += [
        .whole(one.location.millionths(of: footprint.location(one.basis), in: line)),
        footprint.market(one.basis)
          .map { .whole(one.market.millionths(of: $0, in: line)) } ?? .absent,
      ]
    }
    for cost in costs {
      let isKnown = currencies.contains(cost.currency)
      cells.append(
        isKnown
          ? .whole(cost.rounding.millionths(of: tally.cost(cost.currency), in: line)) : .absent)
    }
    return cells
  }

  /// What a job kept from others, and its share of the nodes' making.
  func reservedCells(_ line: Int, of tally: Tally) -> [ReportTable.Cell] {
    guard isTold else { return [] }
    let reserved = tally.reservations
    return [
      ReservedFigures.seconds(reserved.coreMilliseconds),
      reserved.embodied.map { .whole(embodied.millionths(of: $0, in: line)) } ?? .absent,
    ]
  }
}
