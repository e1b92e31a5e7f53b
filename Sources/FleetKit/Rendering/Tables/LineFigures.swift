internal import Footprint

/// The figures of lines that together are the whole fleet, rounded to whole millionths so that they add up.
///
/// Every table has the same sums: what was added is rounded apart from what was withdrawn.
struct LineFigures {
  /// Carbon of one basis, in micrograms a line; nil of a line without energy that has such factors.
  struct Carbon {
    let basis: EmissionBasis?
    let location: [Int128?]
    let market: [Int128?]
  }
  /// Money of one currency, in millionths a line.
  struct Cost {
    let currency: String
    let amounts: [Int128?]
  }

  /// Of each line.
  let energies: [EnergyTally]
  /// Whether a line covers any time: of one that does not, nobody knows the energy; nil where all of them do.
  private let isKnown: [Bool]?
  let carbon: [Carbon]
  let costs: [Cost]
  /// Of how much of a line's energy its sums are.
  private let shares: [SumShares]

  /// Looks at each line once.
  ///
  /// - Parameter isKnown: whether each line covers any time; nil where all of them do.
  init(_ lines: some Collection<Balance>, isKnown: [Bool]? = nil) {
    var energies: [EnergyTally] = []
    var shares: [SumShares] = []
    var location = LineAmounts<EmissionBasis?, LocationBased>(count: lines.count)
    var market = LineAmounts<EmissionBasis?, MarketBased>(count: lines.count)
    var costs = LineAmounts<Currency, Money>(count: lines.count)
    for (line, balance) in lines.enumerated() {
      energies.append(balance.energy)
      shares.append(SumShares(balance))
      func add(_ tally: Tally, isWithdrawn: Bool) {
        for part in tally.footprint.parts {
          let basis = part.kind.basis
          location.add(part.sums.location, to: basis, of: line, isWithdrawn: isWithdrawn)
          guard part.kind.statesContracts else { continue }
          market.add(part.sums.market, to: basis, of: line, isWithdrawn: isWithdrawn)
        }
        costs.addEnergy(of: tally, to: line, isWithdrawn: isWithdrawn)
        costs.addReservations(of: tally, to: line, isWithdrawn: isWithdrawn)
      }
      add(balance.added, isWithdrawn: false)
      add(balance.withdrawn, isWithdrawn: true)
    }
    self.energies = energies
    self.shares = shares
    self.isKnown = isKnown
    let (count, markets) = (lines.count, market.rounded)
    carbon = location.rounded
      .map { one in
        let market = markets.first { $0.key == one.key }?.amounts
        return Carbon(
          basis: one.key, location: one.amounts,
          market: market ?? [Int128?](repeating: nil, count: count))
      }
      .sorted { ($0.basis?.rawValue ?? "~") < ($1.basis?.rawValue ?? "~") }
    self.costs = costs.byCurrency
  }

  /// Costs of energy alone.
  static func energyCosts(_ lines: [Balance]) -> [Cost] {
    Self.costs(lines) { $0.addEnergy(of: $1, to: $2, isWithdrawn: $3) }
  }

  /// Costs of reserved units alone.
  static func reservedCosts(_ lines: [Balance]) -> [Cost] {
    Self.costs(lines) { $0.addReservations(of: $1, to: $2, isWithdrawn: $3) }
  }

  private static func costs(
    _ lines: [Balance], _ add: (inout LineAmounts<Currency, Money>, Tally, Int, Bool) -> Void
  ) -> [Cost] {
    var costs = LineAmounts<Currency, Money>(count: lines.count)
    for (line, balance) in lines.enumerated() {
      add(&costs, balance.added, line, false)
      add(&costs, balance.withdrawn, line, true)
    }
    return costs.byCurrency
  }

  /// The columns of `cells`.
  var columns: [ReportTable.Column] {
    Self.columns(carbon.map(\.basis), costs.map(\.currency), PartialSums(shares))
  }

  /// The columns of energy, carbon of each basis and cost in each currency.
  ///
  /// - Parameter partial: which sums are of a part of the energy: people see of how much.
  static func columns(
    _ bases: [EmissionBasis?], _ currencies: [String], _ partial: PartialSums
  ) -> [ReportTable.Column] {
    typealias Column = ReportTable.Column
    var columns = [
      Column(key: "energy_uj", title: "Energy", measure: .energy),
      Column(key: "low_uj", title: "Least", measure: .energy, isDetail: true),
      Column(key: "high_uj", title: "Most", measure: .energy, isDetail: true),
      Column(key: "dynamic_uj", title: "Active", measure: .energy, isDetail: true),
      Column(key: "accelerator_uj", title: "In accelerators", measure: .energy, isDetail: true),
      Column(key: "accelerator_ratio", title: "Accelerators", measure: .share),
      Column(key: "measured_ratio", title: "Measured", measure: .share),
      Column(
        key: "factored_ratio", title: "With factors", measure: .share,
        isDetail: bases.isEmpty || !partial.carbon),
      Column(
        key: "priced_ratio", title: "With a price", measure: .share,
        isDetail: currencies.isEmpty || !partial.cost),
      Column(
        key: "contracted_ratio", title: "With contracts", measure: .share,
        isDetail: !partial.contracts),
    ]
    for basis in bases {
      let word = basis?.rawValue ?? "unstated"
      let mark = bases.count > 1 ? " (\(word))" : ""
      columns += [
        Column(key: "location_\(word)_ug", title: "CO₂e" + mark, measure: .carbon),
        Column(key: "market_\(word)_ug", title: "By contracts" + mark, measure: .carbon),
      ]
    }
    for currency in currencies {
      columns.append(
        Column(
          key: "cost_\(currency.lowercased())_millionths", title: "Cost",
          measure: .money(currency)))
    }
    return columns
  }

  /// The values of a line, in the order of `columns`.
  func cells(_ line: Int) -> [ReportTable.Cell] {
    var cells = Self.cells(energies[line], shares[line], isKnown: isKnown?[line] ?? true)
    for one in carbon { cells += [.amount(one.location[line]), .amount(one.market[line])] }
    for cost in costs { cells.append(.amount(cost.amounts[line])) }
    return cells
  }

  /// The values of energy, and of how much of it the other sums are.
  static func cells(
    _ energy: EnergyTally, _ shares: SumShares, isKnown: Bool
  ) -> [ReportTable.Cell] {
    let sums = [energy.full, energy.low, energy.high, energy.dynamic]
    var cells: [ReportTable.Cell] = sums.map { isKnown ? .whole($0) : .absent }
    // Who has no such rows may have accelerators without a meter.
    let accelerators = energy.accelerators
    cells += [
      accelerators == 0 ? .absent : .whole(accelerators), .number(energy.acceleratorShare),
    ]
    cells += [.number(energy.measuredShare)]
    return cells + [shares.carbon, shares.cost, shares.contracts].map { .number($0) }
  }

  /// The sums of all lines, in the order of `columns`.
  ///
  /// - Parameter isKnown: whether they cover any time.
  func total(_ balance: Balance, isKnown: Bool) -> [ReportTable.Cell] {
    func sum(_ amounts: [Int128?]) -> ReportTable.Cell {
      let known = amounts.compactMap(\.self)
      return known.isEmpty ? .absent : .whole(known.reduce(0, +))
    }
    var cells = Self.cells(balance.energy, SumShares(balance), isKnown: isKnown)
    for one in carbon { cells += [sum(one.location), sum(one.market)] }
    for cost in costs { cells.append(sum(cost.amounts)) }
    return cells
  }
}

extension LineAmounts<Currency, Money> {
  fileprivate mutating func addEnergy(of tally: Tally, to line: Int, isWithdrawn: Bool) {
    for part in tally.footprint.parts {
      guard let currency = part.kind.currency else { continue }
      add(part.sums.cost, to: currency, of: line, isWithdrawn: isWithdrawn)
    }
  }

  fileprivate mutating func addReservations(of tally: Tally, to line: Int, isWithdrawn: Bool) {
    for part in tally.reservations.parts {
      guard let currency = part.currency else { continue }
      add(part.cost, to: currency, of: line, isWithdrawn: isWithdrawn)
    }
  }

  fileprivate var byCurrency: [LineFigures.Cost] {
    rounded.map { LineFigures.Cost(currency: $0.key.code, amounts: $0.amounts) }
      .sorted { $0.currency < $1.currency }
  }
}

extension ReportTable.Cell {
  fileprivate static func amount(_ value: Int128?) -> Self { value.map { .whole($0) } ?? .absent }
}
