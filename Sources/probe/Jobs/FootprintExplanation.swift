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
  /// The end of its last slot, in seconds since 1970.
  private var end: Int64 = .min

  /// Nil where no factors are known.
  init?(_ rows: [EnergyRow], _ factors: FactorHistory, counted: JobFootprint?) {
    self.factors = factors
    self.counted = counted
    held = Reservation(
      coreMilliseconds: counted?.coreMilliseconds ?? 0, acceleratorMilliseconds: 0,
      memoryMebibyteMilliseconds: counted?.memoryMilliseconds ?? 0)
    for row in rows {
      for slot in 0..<HourSlots.count where row.full[slot] > 0 {
        let time = row.hour + Int64(slot) * HourSlots.seconds
        guard let entry = factors.entry(at: time),
          let rates = factors.entries[entry].set.rates(at: time)
        else { return nil }
        add(row.full[slot], in: row.hour, entry, rates)
        if time < factors.entries[entry].start, let place = place(of: row.hour, entry) {
          lines[place].isBeforeFactors = true
        }
        end = max(end, time + HourSlots.seconds)
      }
    }
    guard let last = lines.last?.entry ?? factors.entry(at: .max),
      let rates = factors.entries[last].set.rates(at: factors.entries[last].start)
    else { return nil }
    lines.sort { ($0.hour, $0.entry) < ($1.hour, $1.entry) }
    reservations.count(0, held, at: rates)
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

  /// A figure of the lines that is not what was counted: both in millionths.
  struct Difference {
    let name: String
    let formed: UInt64
    let counted: UInt64
    let unit: String
  }

  /// Where the lines are not what was counted. With the same factors all the time they are the same to the
  /// last millionth; where factors changed within a slot, that was counted with both, and a gram or a unit of
  /// money is allowed. What was reserved is compared only where factors did not change.
  var differences: [Difference] {
    guard let counted else { return [] }
    // What was stated in the last slot holds from its end on.
    let isOne = entries.count <= 1 && (end == .min || factors.entry(at: end) == entries.first)
    let total = self.total
    var pairs = [
      ("carbon", energy.location.millionths, counted.location, "g"),
      ("market-based carbon", energy.market.millionths, counted.market, "g"),
    ]
    if isOne, let embodied = counted.embodied {
      pairs.append(("embodied carbon", total.embodied.millionths, embodied, "g"))
    }
    if isOne, let cost = counted.cost {
      pairs.append(("cost", total.cost.millionths, cost, counted.currency ?? ""))
    }
    return pairs.compactMap { name, formed, counted, unit in
      let formed = UInt64(clamping: formed)
      let distance = max(formed, counted) - min(formed, counted)
      return distance < (isOne ? 2 : 1_000_000)
        ? nil : Difference(name: name, formed: formed, counted: counted, unit: unit)
    }
  }
}
