internal import Footprint
internal import NodeModel

/// The factors of one node multiplied out, each from its time on.
struct NodeFactors {
  /// Factors that were in force together.
  struct Entry {
    /// In what they count.
    let kind: FactorKind
    /// The ratio of the site.
    let effectiveness: Millionths
    /// What a microjoule comes to; nil where one of the factors is missing.
    let rates: FootprintRates?
    /// What the node is made of.
    let embodied: EmbodiedRates?
    /// What energy and reserved time cost.
    let tariff: Tariff?

    /// The kind of the amounts that energy comes to; nil where it comes to none.
    var countedKind: FactorKind? { rates == nil ? nil : kind }
  }

  private let history: FactorHistory
  private let entries: [Entry]

  init(_ factors: [MergedNode.Factors]) {
    var history = FactorHistory()
    for one in factors { history.add(one.set, from: Int64(one.since / 1_000_000_000)) }
    self.history = history
    entries = history.entries.map { start, set in
      Entry(
        kind: FactorKind(set), effectiveness: set.effectiveness ?? .one,
        rates: set.rates(at: start), embodied: set.embodied, tariff: set.tariff)
    }
  }

  /// The factors as they were stated.
  var sets: [FactorSet] { history.entries.map(\.set) }

  /// Factors by their number.
  subscript(number: Int) -> Entry { entries[number] }

  /// The number of the factors of a slot that begins at `time`; nil where none are known.
  func number(at time: Int64) -> Int? { history.entry(at: time) }

  /// The factors of a slot that begins at `time`; nil where none are known.
  func entry(at time: Int64) -> Entry? { history.entry(at: time).map { entries[$0] } }

  /// The factors of all slots of an hour; nil where they changed within it, or where none are known.
  func only(in hour: Int64) -> Entry? {
    guard let first = history.entry(at: hour) else { return nil }
    let last = hour + Int64(HourSlots.count - 1) * HourSlots.seconds
    return history.entry(at: last) == first ? entries[first] : nil
  }

  /// Hands out the energy of a row in as few portions as its factors allow: all amounts are linear and exact,
  /// so that portions of slots with the same factors come to the same as each slot by itself.
  func split(_ row: FleetRow, _ body: (UInt64, Entry) -> Void) {
    if let only = only(in: row.hour) {
      body(row.full.total, only)
      return
    }
    for slot in 0..<HourSlots.count where row.full[slot] > 0 {
      let time = row.hour + Int64(slot) * HourSlots.seconds
      if let place = history.entry(at: time) { body(row.full[slot], entries[place]) }
    }
  }
}
