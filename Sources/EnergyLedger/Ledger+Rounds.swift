public import NodeModel

extension Ledger {
  /// Opens a round.
  public mutating func begin(at time: RoundTime) {
    round += 1
    let awake = max(0, time.awake - self.time.awake)
    let asleep = max(0, time.boottime - self.time.boottime) - awake
    let hasSlept = asleep > 1_000_000_000
    if hasSlept {
      // Nobody knows when in the round it began: what was read before that time may have been read before it slept.
      let end = self.time.boottime + max(asleep, awake)
      for meter in tracks.indices { tracks[meter].sleep(until: end) }
    }
    let whole = time.boottime / 1_000_000 - self.time.boottime / 1_000_000
    milliseconds = UInt64(min(max(0, whole), 1 << 30))
    self.time = time
    clock.advance(realtime: time.realtime, boottime: time.boottime)
    book.turn(to: clock, keeping: limits.mostRows)
    board.grow(owners: book.owners.count)
    for place in places.indices {
      board.pass(milliseconds, place: place, capacity: places[place].capacity)
      if hasSlept { places[place].hasSlept = true }
      // What nobody says was idle is not learnt from.
      places[place].utilization = 1_000_000
    }
    for meter in raws.indices { raws[meter] = nil }
  }

  /// What the meter with that number in the topology showed, and when, in nanoseconds since boot.
  public mutating func read(_ meter: Int, _ reading: MeterReading, at boottime: UInt64) {
    // A time that is still to come would hold the meter until then.
    let read = min(Int64(clamping: boottime), time.boottime)
    let (isFirst, before) = (tracks[meter].goodRound == 0, tracks[meter].total)
    tracks[meter].take(reading, at: read, round: round)
    if isFirst && !elsewhere.isEmpty && tracks[meter].goodRound == round {
      leaveOut(of: tracks[meter].total - before, seenBy: meter)
    }
    if case .counter(let raw) = reading { raws[meter] = raw }
  }

  private mutating func leaveOut(of energy: UInt64, seenBy meter: Int) {
    let (declared, identity) = (tracks[meter].meter, tracks[meter].identity)
    if let place = tree.places.first(where: { $0.meters.contains(meter) }) {
      tracks[meter].leaveOut(elsewhere.take(of: energy, seenBy: declared, identity, at: place))
    } else if let whole = tree.wholes.first(where: { $0.meters.contains(meter) }) {
      let isPlatform = whole.rung == .psys
      let beside = tree.places.filter { isPlatform && $0.isBesidePlatform }.map(\.component)
      let taken = elsewhere.take(of: energy, seenBy: declared, identity, of: whole.identity) {
        !beside.contains($0)
      }
      tracks[meter].leaveOut(taken)
    }
  }

  /// What an owner did at a place since the round before: its weight in any unit that all owners of the
  /// place share, below 2^43, and how much of the place's capacity it has reserved.
  ///
  /// An owner that was there and did nothing is recorded with weight 0.
  ///
  /// - Parameters:
  ///   - reserved: of an owner that was there for a part of that time, only that part of what it has reserved.
  ///   - presence: that part, in millionths.
  public mutating func record(
    _ owner: OwnerIndex, at place: PlaceIndex, weight: UInt64, reserved: UInt32 = 0,
    presence: UInt32 = 1_000_000
  ) {
    let claim: UInt64
    switch policy.statics {
    case .reserved, .none: claim = UInt64(reserved) * milliseconds
    case .equal: claim = owner == .system ? 0 : UInt64(min(presence, 1_000_000)) * milliseconds
    }
    board.record(owner: owner.number, place: place.number, weight: weight, claim: claim)
  }

  /// How busy a place was since the round before, in millionths; it says when idle power is to be learnt.
  /// A place of which nothing is said counts as busy.
  public mutating func record(utilization: UInt32, at place: PlaceIndex) {
    places[place.number].utilization = min(utilization, 1_000_000)
  }

  /// Closes the round: books what is known now.
  public mutating func end() {
    for place in places.indices {
      places[place].busy += UInt64(places[place].utilization) * milliseconds
    }
    compareMirrors()
    settle()
    for place in places.indices where board.time[place] > policy.longestGap / 1_000_000 {
      // Energy that comes now goes to `gap`: nobody's activity waits for it.
      board.clear(place: place)
      places[place].busy = 0
    }
  }

  private mutating func compareMirrors() {
    for mirror in tree.mirrors.indices where tree.mirrors[mirror].isMirror {
      let pair = tree.mirrors[mirror]
      guard let left = raws[pair.first], let right = raws[pair.second] else { continue }
      tree.compare(mirror: mirror, left, right)
    }
  }
}
