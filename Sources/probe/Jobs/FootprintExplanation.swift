import Agent
import Footprint
import NodeModel

/// Carbon and cost of one job in one epoch, formed again from its rows: the energy of each slot times the factors
/// of its own time, and what it had reserved times the factors that were in force last.
struct FootprintExplanation {
  /// The energy of an hour in which the same factors were in force.
  struct Line {
    /// When it begins, in seconds since 1970.
    let hour: Int64
    /// The number of its factors in the history.
    let entry: Int
    /// Microjoules, all components together.
    var energy: UInt64 = 0
    /// What it comes to.
    var sums = FootprintSums()
    /// Whether some of it flowed before any factors were kept; then the first that are known stand in.
    var isBeforeFactors = false
  }

  /// In the order of their times.
  private(set) var lines: [Line] = []
  /// All lines together.
  private(set) var energy = FootprintSums()
  /// What reservations come to: the share of the node's making, and their price.
  private(set) var reservations = FootprintSums()
  /// What was reserved, as far as anybody knows.
  let held: Reservation
  /// What the agent has counted round by round; nil where that is not known.
  let counted: JobFootprint?
  /// All factors that are known.
  let factors: FactorHistory
  /// What all money is in: prices in another currency are left out.
  let currency: String?
  /// The end of its last slot, in seconds since 1970.
  private var end: Int64 = .min

  /// Nil where no factors are known.
  init?(_ rows: [EnergyRow], _ factors: FactorHistory, counted: JobFootprint?) {
    self.factors = factors
    self.counted = counted
    currency = counted?.currency ?? factors.entries.last?.set.currency?.code
    held = Reservation(
      coreMilliseconds: counted?.coreMilliseconds ?? 0, acceleratorMilliseconds: 0,
      memoryMebibyteMilliseconds: counted?.memoryMilliseconds ?? 0)
    for row in rows {
      for slot in 0..<HourSlots.count where row.full[slot] > 0 {
        let time = row.hour + Int64(slot) * HourSlots.seconds
        guard let entry = factors.entry(at: time),
          let rates = rates(of: entry, at: time)
        else { return nil }
        add(row.full[slot], in: row.hour, entry, rates)
        if time < factors.entries[entry].start, let place = place(of: row.hour, entry) {
          lines[place].isBeforeFactors = true
        }
        end = max(end, time + HourSlots.seconds)
      }
    }
    guard let last = lines.last?.entry ?? factors.entry(at: .max),
      let rates = rates(of: last, at: factors.entries[last].start)
    else { return nil }
    lines.sort { ($0.hour, $0.entry) < ($1.hour, $1.entry) }
    reservations.count(0, held, at: rates)
  }

  private func rates(of entry: Int, at time: Int64) -> FootprintRates? {
    let set = factors.entries[entry].set
    return set.currency?.code == currency ? set.rates(at: time) : set.rates(at: time)?.withoutCost
  }

  private mutating func add(
    _ microjoules: UInt64, in hour: Int64, _ entry: Int, _ rates: borrowing FootprintRates
  ) {
    let known = place(of: hour, entry)
    if known == nil { lines.append(Line(hour: hour, entry: entry)) }
    let place = known ?? lines.count - 1
    lines[place].energy += microjoules
    lines[place].sums.count(microjoules, .none, at: rates)
    energy.count(microjoules, .none, at: rates)
  }

  private func place(of hour: Int64, _ entry: Int) -> Int? {
    lines.firstIndex { $0.hour == hour && $0.entry == entry }
  }

  /// Whether anybody knows what it kept from others.
  var isHeld: Bool { counted?.coreMilliseconds != nil || counted?.memoryMilliseconds != nil }

  /// Whether anything has a price that is known of this job, or had one.
  var hasCost: Bool {
    currency != nil
      && (counted?.coreMilliseconds != nil || last?.tariff?.perKilowattHour != nil
        || energy.cost > .zero)
  }

  /// Everything together.
  var total: FootprintSums { energy + reservations }

  /// Each of the factors that were used, by its number.
  var entries: [Int] {
    let used = Set(lines.map(\.entry)).sorted()
    return used.isEmpty ? factors.entry(at: .max).map { [$0] } ?? [] : used
  }

  /// The factors by which reservations are reckoned.
  var last: FactorSet? { entries.last.map { factors.entries[$0].set } }

  // MARK: Against what was counted

  /// A figure of the lines beside what was counted of it, in millionths.
  struct Comparison {
    let name: String
    let unit: String
    /// What it may come to: one number where its factors were the same all the time.
    let formed: ClosedRange<UInt64>
    let counted: UInt64

    /// The nearest of what it may come to.
    var nearest: UInt64 { min(max(counted, formed.lowerBound), formed.upperBound) }
    /// A millionth may be lost where a job that had left the page has come back.
    var isSame: Bool { max(nearest, counted) - min(nearest, counted) < 2 }
    /// Whether factors changed of which nobody kept how long each of them held for this job.
    var isLoose: Bool { formed.lowerBound < formed.upperBound }
  }

  /// All figures that were counted. Energy was counted slot by slot with the factors of the slot, so it is the same to
  /// the last millionth. What was reserved is not kept by slot: where its factors changed, it lies between what it
  /// comes to by the lowest and by the highest of them.
  var comparisons: [Comparison] {
    guard let counted else { return [] }
    var found = [
      Comparison(
        name: "carbon", unit: "g", formed: Self.point(energy.location), counted: counted.location),
      Comparison(
        name: "market-based carbon", unit: "g", formed: Self.point(energy.market),
        counted: counted.market),
    ]
    let possible = possibleReservations
    if let embodied = counted.embodied {
      found.append(
        Comparison(
          name: "embodied carbon", unit: "g",
          formed: Self.range(possible.map { (energy + $0).embodied }), counted: embodied))
    }
    if let cost = counted.cost {
      found.append(
        Comparison(
          name: "cost", unit: counted.currency ?? "",
          formed: Self.range(possible.map { (energy + $0).cost }), counted: cost))
    }
    return found
  }

  /// What the reservations come to by each of the factors that held in the job's time. What was stated in its last slot
  /// is one of them: reservations follow it at once.
  private var possibleReservations: [FootprintSums] {
    let held = Set(entries + (end == .min ? [] : [factors.entry(at: end)].compactMap(\.self)))
    return held.sorted().compactMap { entry in
      rates(of: entry, at: factors.entries[entry].start).map { rates in
        var sums = FootprintSums()
        sums.count(0, self.held, at: rates)
        return sums
      }
    }
  }

  private static func point<Kind>(_ amount: Amount<Kind>) -> ClosedRange<UInt64> {
    let value = UInt64(clamping: amount.millionths)
    return value...value
  }

  private static func range<Kind>(_ amounts: [Amount<Kind>]) -> ClosedRange<UInt64> {
    let values = amounts.map { UInt64(clamping: $0.millionths) }
    return (values.min() ?? 0)...(values.max() ?? 0)
  }

  /// Where the lines are not what was counted.
  var differences: [Comparison] { comparisons.filter { !$0.isSame } }
}
