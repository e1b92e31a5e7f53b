public import Footprint

/// What owners kept from others, and what that came to: their share of the nodes' making, and its price.
///
/// It is exact: owners, with what nobody had reserved, are the nodes for the time that rows cover.
public struct ReservationTally: Sendable, Hashable {
  /// What is counted in one currency.
  public struct Part: Sendable, Hashable {
    /// Of a core's hour; nil where that has no price.
    public let currency: Currency?
    /// Cores × milliseconds.
    public fileprivate(set) var coreMilliseconds: UInt128 = 0
    /// Mebibytes of memory × milliseconds.
    public fileprivate(set) var mebibyteMilliseconds: UInt128 = 0
    /// The share of the nodes' making; nil where nobody knows what any of them is made of.
    public fileprivate(set) var embodied: Amount<Embodied>?
    /// Money for reserved units.
    public fileprivate(set) var cost = Amount<Money>.zero
  }

  /// Ordered by currency; nearly always one.
  public private(set) var parts: [Part] = []

  /// Nothing.
  public init() {}

  /// Writes all of it.
  func pack(into record: inout RecordWriter, _ names: inout JobNames) {
    record.add(parts.count)
    for part in parts {
      record.add(names.currencies.place(of: part.currency))
      record.add(part.coreMilliseconds)
      record.add(part.mebibyteMilliseconds)
      record.add(part.embodied == nil ? 0 : 1)
      if let embodied = part.embodied { record.add(embodied.parts) }
      record.add(part.cost.parts)
    }
  }

  /// Reads what `pack` wrote.
  init(from record: inout RecordReader, _ names: borrowing JobNames) {
    let count = record.count()
    parts.reserveCapacity(count)
    for _ in 0..<count {
      parts.append(
        Part(
          currency: names.currencies[record.count()], coreMilliseconds: record.wide(),
          mebibyteMilliseconds: record.wide(),
          embodied: record.number() == 1 ? Amount(parts: record.wide()) : nil,
          cost: Amount(parts: record.wide())))
    }
  }

  /// Cores × milliseconds.
  public var coreMilliseconds: UInt128 { parts.reduce(0) { $0 + $1.coreMilliseconds } }

  /// Mebibytes of memory × milliseconds.
  public var mebibyteMilliseconds: UInt128 { parts.reduce(0) { $0 + $1.mebibyteMilliseconds } }

  /// The share of the nodes' making; nil where nobody knows what any of them is made of.
  public var embodied: Amount<Embodied>? {
    parts.reduce(nil) { sum, part in part.embodied.map { (sum ?? .zero) + $0 } ?? sum }
  }

  /// All currencies in which reserved units have a price, in order.
  public var currencies: [Currency] { parts.compactMap(\.currency) }

  /// Money for reserved units.
  public func cost(_ currency: Currency) -> Amount<Money> {
    parts.first { $0.currency == currency }?.cost ?? .zero
  }

  /// Counts a settled reservation with the factors of its time.
  ///
  /// - Parameters:
  ///   - factors: nil where none are known.
  ///   - time: when it began, in seconds since 1970.
  mutating func count(_ reservation: Reservation, by factors: NodeFactors.Entry?, at time: Int64) {
    let tariff = factors?.tariff.flatMap { $0.pricesReservations ? $0 : nil }
    let place = place(of: tariff?.currency)
    parts[place].coreMilliseconds += UInt128(reservation.coreMilliseconds)
    parts[place].mebibyteMilliseconds += UInt128(reservation.memoryMebibyteMilliseconds)
    if let tariff { parts[place].cost += tariff.price(of: reservation) }
    count(making: reservation, by: factors, at: time)
  }

  /// Counts the making alone, of a node that does not say who had reserved what.
  mutating func count(
    making reservation: Reservation, by factors: NodeFactors.Entry?, at time: Int64
  ) {
    guard let rates = factors?.embodied else { return }
    // Nothing has a price of which nobody knows how much it was.
    let place = place(of: nil)
    let amount = rates.amount(of: reservation, at: time)
    parts[place].embodied = (parts[place].embodied ?? .zero) + amount
  }

  /// Both together.
  public static func += (left: inout ReservationTally, right: ReservationTally) {
    for other in right.parts.indices {
      let place = left.place(of: right.parts[other].currency)
      left.parts[place].coreMilliseconds += right.parts[other].coreMilliseconds
      left.parts[place].mebibyteMilliseconds += right.parts[other].mebibyteMilliseconds
      left.parts[place].cost += right.parts[other].cost
      guard let embodied = right.parts[other].embodied else { continue }
      left.parts[place].embodied = (left.parts[place].embodied ?? .zero) + embodied
    }
  }

  private mutating func place(of currency: Currency?) -> Int {
    if parts.isEmpty { parts.append(Part(currency: currency)) }
    if parts.count == 1, parts[0].currency == currency { return 0 }
    let code = currency?.code ?? "~"
    let place = parts.firstIndex { $0.currency?.code ?? "~" >= code } ?? parts.count
    if place == parts.count || parts[place].currency != currency {
      parts.insert(Part(currency: currency), at: place)
    }
    return place
  }
}
