public import Footprint
internal import NodeModel

/// What energy came to in carbon and money, and how much of it had factors at all.
///
/// Carbon and cost are exact amounts (`Amount`), each slot with the factors that were in force at its time.
/// Energy without factors has no carbon here: it is the rest to the whole, and is said.
public struct FootprintTally: Sendable, Hashable {
  /// The energy of one kind of factors.
  public struct Part: Sendable, Hashable {
    /// In what it is counted.
    public let kind: FactorKind
    /// Microjoules of nodes.
    public fileprivate(set) var energy: UInt128 = 0
    /// Energy × PUE.
    public fileprivate(set) var facility = Amount<FacilityEnergy>.zero
    /// Carbon and cost of the energy.
    public fileprivate(set) var sums = FootprintSums()
  }

  /// Ordered by kind; nearly always one.
  public private(set) var parts: [Part] = []

  /// Nothing.
  public init() {}

  /// Writes all of it.
  func pack(into record: inout RecordWriter, _ names: inout JobNames) {
    record.add(parts.count)
    for part in parts {
      record.add(names.kinds.place(of: part.kind))
      record.add(part.energy)
      record.add(part.facility.parts)
      record.add(part.sums.location.parts)
      record.add(part.sums.market.parts)
      record.add(part.sums.embodied.parts)
      record.add(part.sums.cost.parts)
    }
  }

  /// Reads what `pack` wrote.
  init(from record: inout RecordReader, _ names: borrowing JobNames) {
    let count = record.count()
    parts.reserveCapacity(count)
    for _ in 0..<count {
      parts.append(
        Part(
          kind: names.kinds[record.count()], energy: record.wide(),
          facility: Amount(parts: record.wide()),
          sums: FootprintSums(
            location: Amount(parts: record.wide()), market: Amount(parts: record.wide()),
            embodied: Amount(parts: record.wide()), cost: Amount(parts: record.wide()))))
    }
  }

  /// Microjoules that had factors.
  public var energy: UInt128 { parts.reduce(0) { $0 + $1.energy } }

  /// Microjoules that have a price: of a kilowatt hour, or, where energy is in that, of a core's hour.
  public var pricedEnergy: UInt128 { sum { $0.isPriced } }

  /// Microjoules for which somebody has stated contracts.
  public var contractedEnergy: UInt128 { sum { $0.statesContracts } }

  /// Microjoules whose kilowatt hours have a price in a currency.
  func energy(in currency: Currency) -> UInt128 { sum { $0.currency == currency } }

  private func sum(_ isCounted: (FactorKind) -> Bool) -> UInt128 {
    parts.reduce(0) { $0 + (isCounted($1.kind) ? $1.energy : 0) }
  }

  /// Energy × PUE.
  public var facility: Amount<FacilityEnergy> { parts.reduce(.zero) { $0 + $1.facility } }

  /// All bases that appear, in order.
  public var bases: [EmissionBasis?] {
    parts.reduce(into: []) { if $0.last != .some($1.kind.basis) { $0.append($1.kind.basis) } }
  }

  /// All currencies that appear, in order.
  public var currencies: [Currency] {
    if parts.count == 1 { return parts[0].kind.currency.map { [$0] } ?? [] }
    return Set(parts.compactMap(\.kind.currency)).sorted { $0.code < $1.code }
  }

  /// Carbon by the grid's average.
  public func location(_ basis: EmissionBasis?) -> Amount<LocationBased> {
    parts.reduce(.zero) { $1.kind.basis == basis ? $0 + $1.sums.location : $0 }
  }

  /// Carbon by contracts, of the energy for which somebody has stated any; nil where that is none.
  public func market(_ basis: EmissionBasis?) -> Amount<MarketBased>? {
    parts.reduce(nil) { sum, part in
      guard part.kind.basis == basis, part.kind.statesContracts else { return sum }
      return (sum ?? .zero) + part.sums.market
    }
  }

  /// Money for energy.
  public func cost(_ currency: Currency) -> Amount<Money> {
    parts.reduce(.zero) { $1.kind.currency == currency ? $0 + $1.sums.cost : $0 }
  }

  /// Counts energy in microjoules with the factors of its time.
  mutating func count(_ energy: UInt64, by factors: NodeFactors.Entry) {
    guard let rates = factors.rates else { return }
    let place = place(of: factors.kind)
    parts[place].energy += UInt128(energy)
    parts[place].facility += Amount(
      parts: UInt128(energy) * UInt128(factors.effectiveness.count) * 1_000_000)
    parts[place].sums.count(energy, .none, at: rates)
  }

  /// Both together.
  public static func += (left: inout FootprintTally, right: FootprintTally) {
    for other in right.parts.indices {
      let place = left.place(of: right.parts[other].kind)
      left.parts[place].energy += right.parts[other].energy
      left.parts[place].facility += right.parts[other].facility
      left.parts[place].sums = left.parts[place].sums + right.parts[other].sums
    }
  }

  private mutating func place(of kind: FactorKind) -> Int {
    if parts.isEmpty { parts.append(Part(kind: kind)) }
    if parts.count == 1, parts[0].kind == kind { return 0 }
    let place = parts.firstIndex { $0.kind >= kind } ?? parts.count
    if place == parts.count || parts[place].kind != kind {
      parts.insert(Part(kind: kind), at: place)
    }
    return place
  }
}
