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

  let energies: [EnergyTally]
  /// Whether a line covers any time; of one that does not, nobody knows the energy.
  private let isKnown: [Bool]
  let carbon: [Carbon]
  let costs: [Cost]
  /// The share of a line's energy that has factors; nil of lines without energy.
  let factored: [Double?]

  /// - Parameter isKnown: whether each line covers any time; nil where all of them do.
  init(_ lines: [Balance], isKnown: [Bool]? = nil) {
    energies = lines.map(\.energy)
    self.isKnown = isKnown ?? lines.map { _ in true }
    var bases: [EmissionBasis?] = []
    for line in lines {
      for part in line.added.footprint.parts + line.withdrawn.footprint.parts
      where !bases.contains(part.kind.basis) {
        bases.append(part.kind.basis)
      }
    }
    bases.sort { ($0?.rawValue ?? "~") < ($1?.rawValue ?? "~") }
    carbon = bases.map { basis in
      let known = lines.map { $0.hasPart { $0.kind.basis == basis } }
      return Carbon(
        basis: basis, location: Self.rounded(lines, known) { $0.footprint.location(basis) },
        market: Self.rounded(lines, known) { $0.footprint.market(basis) })
    }
    costs = Self.costs(lines, in: \.currencies) { $0.cost($1) }
    factored = lines.map { line in
      let energy = line.added.energy.full + line.withdrawn.energy.full
      guard energy > 0 else { return nil }
      return Double(line.added.footprint.energy + line.withdrawn.footprint.energy) / Double(energy)
    }
  }

  /// Costs of energy alone.
  static func energyCosts(_ lines: [Balance]) -> [Cost] {
    costs(lines, in: \.footprint.currencies) { $0.footprint.cost($1) }
  }

  /// Costs of reserved units alone.
  static func reservedCosts(_ lines: [Balance]) -> [Cost] {
    costs(lines, in: \.reservations.currencies) { $0.reservations.cost($1) }
  }

  private static func costs(
    _ lines: [Balance], in currencies: (Tally) -> [Currency],
    _ amount: (Tally, Currency) -> Amount<Money>
  ) -> [Cost] {
    let all = lines.map { currencies($0.added) + currencies($0.withdrawn) }
    return Set(all.joined()).sorted { $0.code < $1.code }.map { currency in
      Cost(
        currency: currency.code,
        amounts: rounded(lines, all.map { $0.contains(currency) }) { amount($0, currency) })
    }
  }

  private static func rounded<Kind>(
    _ lines: [Balance], _ known: [Bool], _ amount: (Tally) -> Amount<Kind>
  ) -> [Int128?] {
    let added = Apportionment.millionths(lines.map { amount($0.added) })
    let withdrawn = Apportionment.millionths(lines.map { amount($0.withdrawn) })
    return lines.indices.map {
      known[$0] ? Int128(clamping: added[$0]) - Int128(clamping: withdrawn[$0]) : nil
    }
  }

  /// The columns of `cells`.
  var columns: [ReportTable.Column] {
    typealias Column = ReportTable.Column
    var columns = [
      Column(key: "energy_uj", title: "Energy", measure: .energy),
      Column(key: "low_uj", title: "Least", measure: .energy, isDetail: true),
      Column(key: "high_uj", title: "Most", measure: .energy, isDetail: true),
      Column(key: "dynamic_uj", title: "Active", measure: .energy, isDetail: true),
      Column(key: "measured_ratio", title: "Measured", measure: .share),
      Column(key: "factored_ratio", title: "With factors", measure: .share, isDetail: true),
    ]
    for one in carbon {
      let word = one.basis?.rawValue ?? "unstated"
      let mark = carbon.count > 1 ? " (\(word))" : ""
      columns += [
        Column(key: "location_\(word)_ug", title: "CO₂e" + mark, measure: .carbon),
        Column(key: "market_\(word)_ug", title: "By contracts" + mark, measure: .carbon),
      ]
    }
    for cost in costs {
      columns.append(
        Column(
          key: "cost_\(cost.currency.lowercased())_millionths", title: "Cost",
          measure: .money(cost.currency)))
    }
    return columns
  }

  /// The values of a line, in the order of `columns`.
  func cells(_ line: Int) -> [ReportTable.Cell] {
    let energy = energies[line]
    let sums = [energy.full, energy.low, energy.high, energy.dynamic]
    var cells: [ReportTable.Cell] = sums.map { isKnown[line] ? .whole($0) : .absent }
    cells += [.number(energy.measuredShare), .number(factored[line])]
    for one in carbon { cells += [.amount(one.location[line]), .amount(one.market[line])] }
    for cost in costs { cells.append(.amount(cost.amounts[line])) }
    return cells
  }

  /// The sums of all lines, in the order of `columns`.
  ///
  /// - Parameter isKnown: whether they cover any time.
  func total(_ balance: Balance, isKnown: Bool) -> [ReportTable.Cell] {
    func sum(_ amounts: [Int128?]) -> ReportTable.Cell {
      .amount(amounts.compactMap(\.self).reduce(0, +))
    }
    var cells = LineFigures([balance], isKnown: [isKnown]).cells(0).prefix(6).map(\.self)
    for one in carbon { cells += [sum(one.location), sum(one.market)] }
    for cost in costs { cells.append(sum(cost.amounts)) }
    return cells
  }
}

extension Balance {
  fileprivate func hasPart(_ isWanted: (FootprintTally.Part) -> Bool) -> Bool {
    added.footprint.parts.contains(where: isWanted)
      || withdrawn.footprint.parts.contains(where: isWanted)
  }
}

extension ReportTable.Cell {
  fileprivate static func amount(_ value: Int128?) -> Self { value.map { .whole($0) } ?? .absent }
}
