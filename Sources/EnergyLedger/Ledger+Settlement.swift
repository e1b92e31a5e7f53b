internal import NodeModel

/// Which source tells the energy since it was told last.
///
/// A meter can tell the energy of a place where its unbooked energy begins exactly where that of the place
/// ends (`start == covered`). So no time is counted twice when sources take turns, and none is left out.
extension Ledger {
  /// What can be said of a place in this round.
  enum Pick {
    /// A meter tells its energy, from where the place is covered until now.
    case meter(Int)
    /// The meter that should tell it has failed a moment ago and may come back.
    case waiting
    /// Nothing is known.
    case nothing
  }

  /// Books what is known now, from the best source that is complete.
  mutating func settle() {
    told = ToldParts()
    for whole in tree.wholes.indices {
      switch pick(whole: whole) {
      case .meter:
        settle(whole: whole)
        return
      case .waiting:
        // Whether it was the source or not: one that is read less often than there are rounds would else
        // never become it.
        return
      case .nothing:
        continue
      }
    }
    node.source = -1
    settleComponents()
  }

  // MARK: The sum of components

  private mutating func settleComponents() {
    var isBooked = false
    var isWaiting = false
    for place in places.indices where place != tree.rest {
      switch settle(alone: place) {
      case .meter: isBooked = true
      case .waiting: isWaiting = true
      case .nothing: break
      }
    }
    if isBooked && isWaiting {
      // Part of this time is booked now: no meter of the whole can tell it any more.
      for whole in tree.wholes {
        for meter in whole.meters { tracks[meter].tear() }
      }
      parked.note(toldBy: .components)
    } else if isBooked || (!isWaiting && isAnyWholeThere) {
      coverNode(toldBy: tree.wholes.count)
    }
  }

  private var isAnyWholeThere: Bool {
    tree.wholes.contains { isGood($0) }
  }

  /// Everything up to this round is booked or given up. `teller` is the number of the whole that has told it;
  /// one more than the last is the sum of components.
  private mutating func coverNode(toldBy teller: Int) {
    for whole in tree.wholes.indices { judge(whole: whole) }
    bookArrears(ofWholesBefore: teller)
    node.cover(round, at: time.boottime)
    if teller < tree.wholes.count { parked.note(toldBy: tree.wholes[teller].rung) }
    for whole in tree.wholes.indices { agree(whole: whole, toldBy: teller) }
    board.clear(place: tree.rest)
    board.clear(place: places.count)
    places[tree.rest].cover(round, at: time.boottime)
  }

  /// Books a place by itself; the node's energy grows by it.
  private mutating func settle(alone place: Int) -> Pick {
    let found = pick(place, measuredOnly: false)
    switch found {
    case .waiting:
      break
    case .meter(let meter):
      let amount = Amount(tracks[meter])
      let isGap = isGap(places[place])
      places[place].source = meter
      told.add(amount, at: tree.places[place])
      book(amount, at: place, isGap: isGap, isInside: false)
      book.count(node: amount.energy, low: amount.low, high: amount.high, tier: amount.tier)
      cover(place, toldAt: tree.places[place].meters.firstIndex(of: meter) ?? 0)
    case .nothing:
      places[place].source = -1
      startAgain(place)
    }
    return found
  }

  /// No meter can tell what flowed: the place counts on from the meters that are good now.
  private mutating func startAgain(_ place: Int) {
    guard tree.places[place].meters.contains(where: { tracks[$0].goodRound == round }) else {
      return
    }
    board.clear(place: place)
    cover(place, toldAt: tree.places[place].meters.count)
  }

  /// The energy of a place is booked, or given up, up to this round. `rank` says who has told it: the meter
  /// there in its list; at its end nobody, and 0 where a meter of the whole has told it with all others.
  mutating func cover(_ place: Int, toldAt rank: Int) {
    bookArrears(at: place, ofMetersBefore: rank)
    places[place].cover(round, at: time.boottime)
    agree(place: place, toldAt: rank)
  }

  // MARK: A meter of the whole

  private mutating func settle(whole number: Int) {
    let whole = tree.wholes[number]
    var isMissing = false
    for place in places.indices where isInside(place, whole) {
      switch pick(inside: place) {
      case .waiting: return
      case .meter: break
      case .nothing: isMissing = isMissing || isExpected(place)
      }
    }
    node.source = number
    let isGap = isGap(node)
    var parts = Amount.nothing
    var counted: UInt64 = 0
    for place in places.indices where isInside(place, whole) {
      guard case .meter(let meter) = pick(inside: place) else { continue }
      let amount = Amount(tracks[meter])
      parts.add(amount)
      counted &+= tree.places[place].identity
      told.add(amount, at: tree.places[place])
      places[place].source = meter
      book(amount, at: place, isGap: isGap, isInside: true)
    }
    let all = unbooked(of: whole)
    if !isGap && !isMissing {
      let hardware = places[tree.rest].hardware
      places[tree.rest].learn(of: (hardware ^ counted) &* 0x100_0000_01B3 &+ whole.identity)
    }
    bookRest(of: all, beyond: parts, isGap: isGap, isMissing: isMissing)
    book.count(node: all.energy, low: all.low, high: all.high, tier: all.tier)
    for place in places.indices where place != tree.rest {
      if isInside(place, whole) {
        if places[place].covered != round { board.clear(place: place) }
        cover(place, toldAt: 0)
      } else {
        _ = settle(alone: place)
      }
    }
    coverNode(toldBy: number)
  }

  func isInside(_ place: Int, _ whole: MeterTree.Whole) -> Bool {
    place != tree.rest && !(whole.rung == .psys && tree.places[place].isBesidePlatform)
  }

  /// What the whole has beyond its parts, or the parts beyond the whole.
  private mutating func bookRest(of all: Amount, beyond parts: Amount, isGap: Bool, isMissing: Bool)
  {
    let rest = Int(EnergyComponent.rest.rawValue)
    guard all.energy >= parts.energy else {
      let under = parts.energy - all.energy
      book.note(component: rest, under, low: under, high: under, tier: all.tier)
      book.add(owner: Int(Bucket.residualUnder.rawValue), component: rest, full: under, dynamic: 0)
      return
    }
    let energy = all.energy - parts.energy
    // Errors of both sides meet in the difference.
    let low = all.low > parts.high ? min(all.low - parts.high, energy) : 0
    let high = max(energy, all.high > parts.low ? all.high - parts.low : 0)
    let amount = Amount(energy: energy, low: low, high: high, tier: all.tier)
    if isMissing && !isGap {
      book.note(component: rest, energy, low: low, high: high, tier: all.tier)
      book.add(owner: Int(Bucket.residualOver.rawValue), component: rest, full: energy, dynamic: 0)
    } else {
      book(amount, at: tree.rest, isGap: isGap, isInside: true)
    }
  }

  // MARK: Who can tell

  private func pick(whole number: Int) -> Pick {
    guard !doubts[number].isImplausible else { return .nothing }
    let whole = tree.wholes[number]
    var found = Pick.meter(whole.meters[0])
    for meter in whole.meters where !tree.isSeenMirror(meter) {
      switch pick(meter, from: node.covered, since: node.coveredTime) {
      case .meter: break
      case .waiting: found = .waiting
      case .nothing: return .nothing
      }
    }
    return found
  }

  /// Inside a whole only instruments count, and only where they tell the very time that it tells.
  private func pick(inside place: Int) -> Pick {
    places[place].covered == node.covered ? pick(place, measuredOnly: true) : .nothing
  }

  private func pick(_ place: Int, measuredOnly: Bool) -> Pick {
    for meter in tree.places[place].meters {
      if measuredOnly && !tracks[meter].meter.tier.isMeasured { continue }
      // What there is here is told at its twin's place: an estimate would be the same energy again.
      if tree.isSeenMirror(meter) { return .nothing }
      if tree.isMirror(meter) { continue }
      let found = pick(meter, from: places[place].covered, since: places[place].coveredTime)
      if case .nothing = found { continue }
      return found
    }
    return .nothing
  }

  private func pick(_ meter: Int, from covered: UInt64, since coveredTime: Int64) -> Pick {
    guard tracks[meter].start == covered, covered > 0, covered < round else { return .nothing }
    if tracks[meter].goodRound == round { return .meter(meter) }
    let patience = patience(for: meter)
    // The second bound is for sources that fail in turns.
    return time.boottime - tracks[meter].goodTime <= patience
      && time.boottime - coveredTime <= 3 * patience ? .waiting : .nothing
  }

  /// How long a failing meter is waited for, in nanoseconds.
  private func patience(for meter: Int) -> Int64 {
    let cadence = min(tracks[meter].meter.cadence, 1 << 56)
    return Int64(max(min(policy.patience, 1 << 58), 2 * cadence + 1_000_000_000))
  }

  /// Whether a place has shown energy, so that the whole without it is not to be divided.
  func isExpected(_ place: Int) -> Bool {
    tree.places[place].meters.contains {
      tracks[$0].hasDelivered && tracks[$0].meter.tier.isMeasured && !tree.isMirror($0)
    }
  }

  private func isGap(_ state: PlaceState) -> Bool {
    state.isAfterRestart
      || time.boottime - state.coveredTime > Int64(min(policy.longestGap, 1 << 62))
  }
}
