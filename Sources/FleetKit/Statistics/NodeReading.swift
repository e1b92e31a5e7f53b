internal import Footprint
internal import NodeModel

/// The rows of one node, read once: what its owners used, what it covers, and whether the books agree.
struct NodeReading {
  /// What each of the node's owners used, by their numbers.
  private(set) var owners: [Tally]
  /// All owners but `residual_under`, less that, in microjoules: added up row by row.
  var energy: Int128 { audit.energy }
  /// That without `gap`: what flowed while nobody looked, and is booked where it became known.
  var seenEnergy: Int128 { max(0, energy - unseenEnergy) }
  private var unseenEnergy: Int128 = 0
  /// `energy` by component.
  private(set) var components = InlineArray<6, Int128>(repeating: 0)
  /// The same where a wall meter stands behind a slot.
  private(set) var equipment = EquipmentEnergy()
  /// Slots in which an agent ran.
  private(set) var coveredSlots = 0
  /// What it saw of them.
  private(set) var coveredMilliseconds: UInt64 = 0
  /// What it saw of them, in seconds.
  var coveredSeconds: Double { Double(coveredMilliseconds) / 1000 }
  /// The same by hours, in order.
  private(set) var covered: [CoveredHour] = []
  /// The same, for who looks at parts of it.
  private(set) var coveredTime = CoveredTime([], lacksRows: false)
  /// The end of the last of them, in seconds since 1970; 0 where there is none.
  private(set) var lastSlotEnd: Int64 = 0
  /// Energy, PUE and intensity by the hour of the day.
  private(set) var day = DayCourse()
  /// The share of the node's making.
  private(set) var embodied = EmbodiedTally()
  /// What contradicts itself; nil in sound books.
  private(set) var contradiction: String?

  private let reports: Range<Int64>
  /// Whether accelerators of the node draw power and do not tell it.
  private let lacksMeter: Bool
  private let withdrawing: [Bool]
  /// The number of the owner `gap`.
  private let gap: Int?
  private var hour = OpenHour()
  private var audit = BookAudit()
  /// The number of the node in `hours`, and in the order of nodes.
  let number: Int

  init(
    _ node: borrowing MergedNode, number: Int, _ factors: NodeFactors, _ hours: inout FleetHours
  ) {
    self.number = number
    reports = node.reportedSeconds
    lacksMeter = node.lacks.contains(.accelerator)
    owners = Array(repeating: Tally(), count: node.owners.count)
    withdrawing = node.owners.map { $0 == .bucket(.residualUnder) }
    gap = node.owners.firstIndex(of: .bucket(.gap))
    var portions = FactorPortions(owners: owners.count, by: factors)
    for row in node.rows where owners.indices.contains(row.owner) {
      if row.hour != hour.start { close(factors, &hours, openingAt: row.hour) }
      owners[row.owner].add(energyOf: row)
      portions.add(row, countingInto: &owners)
      count(row)
    }
    close(factors, &hours, openingAt: 0)
    coveredTime = CoveredTime(covered, lacksRows: !node.holes.isEmpty)
    portions.count(into: &owners)
    contradiction = audit.verdict()
  }

  private mutating func count(_ row: FleetRow) {
    let isWithdrawn = withdrawing[row.owner]
    let full = Int128(row.full.total)
    components[Int(row.component.rawValue)] += isWithdrawn ? -full : full
    hour.add(row, isWithdrawn: isWithdrawn)
    if row.owner == gap {
      hour.unseen += full
      unseenEnergy += full
    }
    audit.add(row, isWithdrawn: isWithdrawn)
  }

  private mutating func close(
    _ factors: NodeFactors, _ hours: inout FleetHours, openingAt next: Int64
  ) {
    if hour.hasRows {
      hours.count(hour.energy, unseen: hour.unseen, in: hour.start)
      hours.cover(hour.known, in: hour.start, of: number)
      coveredSlots += hour.known.nonzeroBitCount
      let seen = CoveredHour(start: hour.start, known: hour.known, reports: reports)
      coveredMilliseconds += seen.milliseconds
      covered.append(seen)
      if let end = hour.lastSlotEnd { lastSlotEnd = max(lastSlotEnd, end) }
      hour.measure(&equipment, lacksMeter: lacksMeter)
      hour.count(factors, into: &day)
      countMaking(seen, factors)
    }
    hour = OpenHour(start: next)
  }

  /// Of slots in which the node's reports begin or end what lies within them, as for reservations.
  private mutating func countMaking(_ seen: CoveredHour, _ factors: NodeFactors) {
    if let rates = factors.only(in: seen.start)?.embodied, rates.inService == nil {
      let whole = rates.capacity.whole(milliseconds: seen.milliseconds)
      embodied.count(rates.amount(of: whole, at: seen.start), slots: seen.slots)
      return
    }
    for slot in 0..<HourSlots.count where seen.known >> UInt16(slot) & 1 == 1 {
      let time = seen.start + Int64(slot) * HourSlots.seconds
      guard let rates = factors.entry(at: time)?.embodied else { continue }
      var only = seen
      only.known = 1 << UInt16(slot)
      let whole = rates.capacity.whole(milliseconds: only.milliseconds)
      embodied.count(rates.amount(of: whole, at: time), slots: 1)
    }
  }
}

/// One hour of a node while its rows are read.
private struct OpenHour {
  var start: Int64 = 0
  var hasRows = false
  var known: UInt16 = 0
  var energy: Int128 = 0
  /// What of it flowed while no agent ran.
  var unseen: Int128 = 0
  /// Slots whose `rest` comes from a wall meter.
  private var walled: UInt16 = 0
  private var whole = InlineArray<12, Int128>(repeating: 0)
  private var rest = InlineArray<12, Int128>(repeating: 0)
  /// One bit a component: those but `rest` that told anything.
  private var tellers: UInt8 = 0

  init(start: Int64 = 0) { self.start = start }

  /// The end of the last slot that is known.
  var lastSlotEnd: Int64? {
    known == 0
      ? nil : start + Int64(UInt16.bitWidth - known.leadingZeroBitCount) * HourSlots.seconds
  }

  mutating func add(_ row: FleetRow, isWithdrawn: Bool) {
    hasRows = true
    known |= row.known
    if row.component != .rest, row.full.total > 0 { tellers |= 1 << row.component.rawValue }
    for slot in 0..<HourSlots.count {
      let full = Int128(row.full[slot])
      let signed = isWithdrawn ? -full : full
      energy += signed
      whole[slot] += signed
      guard row.component == .rest else { continue }
      rest[slot] += signed
      if row.tier(of: slot) == .wall { walled |= 1 << UInt16(slot) }
    }
  }

  /// Hands out its energy with the factors of its time.
  func count(_ factors: NodeFactors, into day: inout DayCourse) {
    if let only = factors.only(in: start) {
      return day.count(UInt64(clamping: energy), in: start, by: only)
    }
    for slot in 0..<HourSlots.count where whole[slot] > 0 {
      let time = start + Int64(slot) * HourSlots.seconds
      guard let entry = factors.entry(at: time) else { continue }
      day.count(UInt64(clamping: whole[slot]), in: start, by: entry)
    }
  }

  /// Hands out the slots of a wall meter.
  func measure(_ equipment: inout EquipmentEnergy, lacksMeter: Bool) {
    for slot in 0..<HourSlots.count where walled >> UInt16(slot) & 1 == 1 {
      equipment.count(
        whole: whole[slot], rest: rest[slot], lacksMeter: lacksMeter, tellers: tellers)
    }
  }
}
