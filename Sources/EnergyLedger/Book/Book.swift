internal import NodeModel

/// The accounts: who was given how much of which component, since when, and the rows of the hour.
///
/// Amounts are whole microjoules. What was booked since the last fold lies in `recent`, two arrays that are
/// all that a round touches; a fold brings it into rows and totals. Only the extensions of this type write here.
struct Book {
  static let components = EnergyComponent.allCases.count

  var owners: OwnerTable
  /// Since the last fold, by owner and component.
  var recentFull: [UInt64] = []
  var recentDynamic: [UInt64] = []
  /// Up to the last fold, by owner and component.
  var full: [UInt64] = []
  var dynamic: [UInt64] = []
  /// Up to the last fold, by owner.
  var low: [UInt64] = []
  var high: [UInt64] = []
  var worst: [UInt64] = []
  /// How good is what was booked since the last fold.
  var period = OpenPeriod()
  /// What jobs had that have left the table.
  var departed: UInt64 = 0
  /// The energy of the node by tier, and its bounds.
  var node: [UInt64]
  var nodeLow: UInt64 = 0
  var nodeHigh: UInt64 = 0
  /// The hour that runs, and those that nobody has acknowledged yet.
  var page: HourPage
  var closed: [HourPage] = []
  /// Rows that were given up because nobody took them.
  var lostRows: UInt64 = 0
  /// For each owner and component its row in `page`; -1: none.
  var rows: [Int32] = []
  var slot: Int

  init(clock: SlotClock) {
    owners = OwnerTable()
    node = Array(repeating: 0, count: Tier.allCases.count)
    page = HourPage(hour: clock.hour, firstSequence: 1)
    slot = clock.slot
    page.known = 1 << UInt16(slot)
    grow()
  }

  // MARK: What a round does

  /// Gives an owner energy of a component.
  mutating func add(owner: Int, component: Int, full: UInt64, dynamic: UInt64) {
    let cell = owner * Self.components + component
    recentFull[cell] += full
    recentDynamic[cell] += dynamic
  }

  /// Gives owners their shares of a component.
  mutating func add(_ division: borrowing LargestRemainder, component: Int, isDynamic: Bool) {
    Self.add(division, component, to: &recentFull)
    if isDynamic { Self.add(division, component, to: &recentDynamic) }
  }

  private static func add(
    _ division: borrowing LargestRemainder, _ component: Int, to column: inout [UInt64]
  ) {
    let ownerSpan = division.owners.span
    let shareSpan = division.shares.span
    var cells = column.mutableSpan
    for index in 0..<division.count {
      cells[Int(ownerSpan[index]) * components + component] += shareSpan[index]
    }
  }

  /// Says how good energy is that is handed out from a component.
  mutating func note(component: Int, _ energy: UInt64, low: UInt64, high: UInt64, tier: Tier) {
    period.note(component: component, energy, low: low, high: high, tier)
    page.note(tier, component: component, slot: slot)
  }

  /// The node's own counter moves.
  mutating func count(node energy: UInt64, low: UInt64, high: UInt64, tier: Tier) {
    node[Int(tier.rawValue)] += energy
    nodeLow += low
    nodeHigh += high
  }

  /// Goes to the slot of a round, and closes the hour where it is over. Of the hours before that one at most so
  /// many rows are kept that all are no more than `most`.
  mutating func turn(to clock: SlotClock, keeping most: Int) {
    if clock.hour != page.hour {
      close(clock, keeping: most)
    } else if clock.slot != slot {
      fold()
    }
    slot = clock.slot
    page.known |= 1 << UInt16(slot)
    page.rounds += 1
  }

  private mutating func close(_ clock: SlotClock, keeping most: Int) {
    fold()
    // Whoever took the page's rows while they were open took them under the revision of its last round.
    page.rounds += 1
    if page.count > 0 { closed.append(page) }
    let next = page.firstSequence + UInt64(page.count)
    page = HourPage(hour: clock.hour, firstSequence: next)
    for cell in rows.indices { rows[cell] = -1 }
    var kept = closed.reduce(0) { $0 + $1.count }
    // Nobody had a chance yet to take the one that has just closed.
    while kept > most, closed.count > 1 { kept -= giveUpOldestPage() }
    sweep()
  }

  /// Gives up the rows of the earliest hour that nobody has acknowledged; how many there were.
  @discardableResult
  mutating func giveUpOldestPage() -> Int {
    guard !closed.isEmpty else { return 0 }
    let lost = closed.removeFirst().count
    lostRows += UInt64(lost)
    return lost
  }

  /// Brings what is recent into rows and totals. What a row has no room for stays recent, until the next hour.
  mutating func fold() {
    var isWhole = true
    for owner in 0..<owners.count {
      for component in 0..<Self.components where period.energy[component] > 0 {
        fold(owner, component)
        isWhole = isWhole && recentFull[owner * Self.components + component] == 0
      }
    }
    guard !isWhole else { return period.clear() }
    for component in 0..<Self.components {
      let cells = stride(from: component, to: recentFull.count, by: Self.components)
      period.keep(cells.reduce(0) { $0 + recentFull[$1] }, of: component)
    }
  }

  private mutating func fold(_ owner: Int, _ component: Int) {
    let cell = owner * Self.components + component
    guard recentFull[cell] > 0 else { return }
    if rows[cell] < 0 { rows[cell] = Int32(page.add(owner: owner, component: component)) }
    let room = EnergyRow.limit - 1 - min(EnergyRow.limit - 1, page.high(of: Int(rows[cell])))
    let energy = period.part(of: recentFull[cell], component, within: room)
    guard energy > 0 else { return }
    let active = UInt64(
      UInt128(recentDynamic[cell]) * UInt128(energy) / UInt128(recentFull[cell]))
    let (least, most) = period.bounds(of: energy, component)
    page.book(
      row: Int(rows[cell]), slot: slot, full: energy, dynamic: active, low: least, high: most)
    page.note(period.tier(of: component), component: component, slot: slot)
    full[cell] += energy
    dynamic[cell] += active
    low[owner] += least
    high[owner] += most
    worst[owner] = max(worst[owner], period.tiers[component])
    recentFull[cell] -= energy
    recentDynamic[cell] -= active
  }

  // MARK: Owners

  /// The number of a job; `other` where it is folded. At most `limit` jobs stand on the page, and `most`
  /// in the table.
  mutating func begin(_ name: String, limit: Int, most: Int) -> Int {
    let known = owners.find(name)
    if let known, owners.states[known] != .retired {
      if known >= OwnerIndex.firstJob { owners.set(known, .live) }
      return known
    }
    guard !owners.isFolded(name) else { return OwnerIndex.other.number }
    guard owners.shown < limit, known != nil || mayAdmit(name, most: most) else {
      owners.fold(name)
      return OwnerIndex.other.number
    }
    if let known {
      owners.set(known, .live)
      return known
    }
    let number = owners.admit(name)
    grow()
    return number
  }

  private func mayAdmit(_ name: String, most: Int) -> Bool {
    owners.taken < most && !name.isEmpty && name.utf8.count <= OwnerTable.longestName
  }

  /// Whether a job would be admitted if another one left the page.
  func needsRoom(for name: String, limit: Int, most: Int) -> Bool {
    guard owners.shown >= limit, !owners.isFolded(name) else { return false }
    guard let known = owners.find(name) else { return owners.taken < most }
    return owners.states[known] == .retired
  }

  /// A job that was here before comes back with what it had.
  mutating func restore(_ totals: OwnerTotals, to number: Int) {
    for component in 0..<Self.components {
      full[number * Self.components + component] += totals.full[component]
      dynamic[number * Self.components + component] += totals.dynamic[component]
    }
    low[number] += totals.low
    high[number] += totals.high
    worst[number] = max(worst[number], UInt64(totals.tier.rawValue))
    departed -= min(departed, totals.energy.count)
  }

  mutating func end(_ name: String) {
    if let number = owners.find(name), number >= OwnerIndex.firstJob,
      owners.states[number] != .retired
    {
      owners.set(number, .ended)
    } else {
      owners.unfold(name)
    }
  }

  /// A job leaves the page. Its number is free as soon as no row names it.
  mutating func retire(_ number: Int) {
    owners.set(number, .retired)
    sweep()
  }

  /// All rows up to this one are kept elsewhere.
  mutating func acknowledge(through sequence: UInt64) {
    closed.removeAll { $0.lastSequence <= sequence }
    sweep()
  }

  /// Frees the numbers of retired jobs that no row names, and that have nothing recent.
  private mutating func sweep() {
    guard owners.states.contains(.retired) else { return }
    var named = Set<Int>()
    for page in closed {
      for row in 0..<page.count { named.insert(page.owner(of: row)) }
    }
    for row in 0..<page.count { named.insert(page.owner(of: row)) }
    for number in OwnerIndex.firstJob..<owners.count
    where owners.states[number] == .retired && !named.contains(number) {
      let cells = number * Self.components..<(number + 1) * Self.components
      guard recentFull[cells].allSatisfy({ $0 == 0 }) else { continue }
      for cell in cells {
        departed += full[cell]
        full[cell] = 0
        dynamic[cell] = 0
        rows[cell] = -1
      }
      (low[number], high[number], worst[number]) = (0, 0, 0)
      owners.free(number)
    }
  }

  private mutating func grow() {
    let more = owners.count - low.count
    guard more > 0 else { return }
    let cells = repeatElement(UInt64(0), count: more * Self.components)
    recentFull.append(contentsOf: cells)
    recentDynamic.append(contentsOf: cells)
    full.append(contentsOf: cells)
    dynamic.append(contentsOf: cells)
    rows.append(contentsOf: repeatElement(-1, count: more * Self.components))
    let some = repeatElement(UInt64(0), count: more)
    low.append(contentsOf: some)
    high.append(contentsOf: some)
    worst.append(contentsOf: some)
  }
}
