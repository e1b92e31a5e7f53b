internal import Footprint
internal import NodeModel

/// The factors of one node multiplied out, each from its time on.
struct NodeFactors {
  /// Factors that were in force together: one for all nodes that say the same, and so an object.
  final class Entry: Sendable {
    /// As they were said.
    let set: FactorSet
    /// In what they count.
    let kind: FactorKind
    /// The ratio of the site.
    let effectiveness: Millionths
    /// What a microjoule comes to; nil where one of the factors is missing or cannot be.
    let rates: FootprintRates?
    /// What cannot be among them, and why: "PUE 0.85: …"; nothing is formed with that.
    let refusals: [String]
    /// What the node is made of.
    let embodied: EmbodiedRates?
    /// What energy and reserved time cost.
    let tariff: Tariff?
    /// The model of carbon and cost with its tables.
    let version: String
    /// What the intensity comes from: zone, source, year; nil where none is stated.
    let intensitySource: String?
    /// The place that the intensity is of; nil where none is stated.
    let intensityZone: String?
    /// What is said of the PUE: `configured pue2`; nil where none is stated.
    let effectivenessWords: String?

    /// Multiplies factors out that are in force from a time on, in seconds since 1970.
    init(_ set: FactorSet, from start: Int64) {
      self.set = set
      kind = FactorKind(set)
      effectiveness = set.effectiveness ?? .one
      refusals = set.notes.compactMap(\.refusal)
      func isSound(_ name: String) -> Bool {
        set.notes.first { $0.name == name }?.refusal == nil
      }
      rates =
        isSound("pue") && isSound("intensity") && isSound("market_intensity")
        ? set.rates(at: start) : nil
      embodied = set.embodied
      tariff = set.tariff
      version = set.version
      let grid = isSound("intensity") ? set.notes.first { $0.name == "intensity" } : nil
      intensitySource = grid.map { note in
        ([note.remarks.first ?? "", note.source] + (note.year.map { [String($0)] } ?? []))
          .filter { !$0.isEmpty }.joined(separator: ", ")
      }
      intensityZone = grid?.remarks.first
      effectivenessWords =
        isSound("pue")
        ? set.notes.first { $0.name == "pue" }?.remarks.joined(separator: " ") : nil
    }

    /// The kind of the amounts that energy comes to; nil where it comes to none.
    var countedKind: FactorKind? { rates == nil ? nil : kind }
  }

  private let history: FactorHistory
  /// From when each of `entries` is in force, in seconds since 1970.
  private let starts: [Int64]
  /// In the order of time.
  let entries: [Entry]

  init(_ factors: [MergedNode.Factors]) {
    var history = FactorHistory()
    for one in factors { history.add(one.set, from: Int64(one.since / 1_000_000_000)) }
    self.history = history
    starts = history.entries.map(\.start)
    // Of several from one time on the last ones count.
    var last: [Int64: Entry] = [:]
    for one in factors { last[Int64(one.since / 1_000_000_000)] = one.entry }
    entries = starts.compactMap { last[$0] }
  }

  /// Factors by their number.
  subscript(number: Int) -> Entry { entries[number] }

  /// The number of the factors of a slot that begins at `time`; nil where none are known.
  func number(at time: Int64) -> Int? { history.entry(at: time) }

  /// The factors of a slot that begins at `time`; nil where none are known.
  func entry(at time: Int64) -> Entry? { place(at: time).map { entries[$0] } }

  /// The factors of all slots of an hour; nil where they changed within it, or where none are known.
  func only(in hour: Int64) -> Entry? { onlyPlace(in: hour).map { entries[$0] } }

  /// Hands out the energy of a row in as few portions as its factors allow, each with the place of these in `entries`:
  /// all amounts are linear and exact, so that portions of slots with the same factors come to the same as each slot by
  /// itself.
  @inline(__always)
  func split(_ row: FleetRow, _ body: (UInt64, Int) -> Void) {
    guard var place = place(at: row.hour) else { return }
    if onlyPlace(in: row.hour) != nil {
      body(row.full.total, place)
      return
    }
    var energy: UInt64 = 0
    for slot in 0..<HourSlots.count {
      let time = row.hour + Int64(slot) * HourSlots.seconds
      if place + 1 < starts.count, starts[place + 1] <= time {
        if energy > 0 { body(energy, place) }
        energy = 0
        repeat { place += 1 } while place + 1 < starts.count && starts[place + 1] <= time
      }
      energy += row.full[slot]
    }
    if energy > 0 { body(energy, place) }
  }

  private func onlyPlace(in hour: Int64) -> Int? {
    let last = hour + Int64(HourSlots.count - 1) * HourSlots.seconds
    guard let place = place(at: hour), place + 1 == starts.count || starts[place + 1] > last else {
      return nil
    }
    return place
  }

  /// Before all that is known the first ones hold, as in `FactorHistory.entry(at:)`.
  private func place(at time: Int64) -> Int? {
    guard !starts.isEmpty else { return nil }
    var (low, high) = (0, starts.count)
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] > time { high = middle } else { low = middle + 1 }
    }
    return max(0, low - 1)
  }
}

extension FactorNote {
  /// Why no figure can be formed with it; nil where it can.
  fileprivate var refusal: String? {
    let amount = Millionths(value)
    let words = name.map { $0 == "_" ? " " : String($0) }.joined()
    if value.isNaN, ["pue", "intensity", "market_intensity", "price"].contains(name) {
      return "\(name == "pue" ? "PUE" : words) without a value"
    }
    switch name {
    case "pue":
      if value < 1 { return "PUE \(value): \(PUERefusal.belowOne)" }
      guard let amount, amount <= PowerUsageEffectiveness.largest else {
        return "PUE \(value): \(PUERefusal.implausible)"
      }
      return nil
    case "intensity", "market_intensity":
      // A contract may be for electricity without emissions, and no grid is.
      let isGrid = name == "intensity"
      guard let amount, amount <= GridIntensity.largest, !isGrid || amount > .zero else {
        return
          "\(words) \(value) \(unit): it is \(isGrid ? "above 0" : "0 or more"), and 2000 at most"
      }
      return nil
    case "price":
      return amount == nil
        ? "\(words) \(value) \(unit): it is 0 or more, and below a million" : nil
    default: return nil
    }
  }
}
