internal import NodeModel

extension Ledger {
  /// Books the energy of a place on who caused it. `isInside`: a meter of the whole counts it as well, and
  /// divides what it sees beyond by what is handed out here.
  mutating func book(_ amount: Amount, at place: Int, isGap: Bool, isInside: Bool) {
    let component = Int(tree.places[place].component.rawValue)
    book.note(
      component: component, amount.energy, low: amount.low, high: amount.high, tier: amount.tier)
    places[place].energy += amount.energy
    if isGap {
      give(Int(Bucket.gap.rawValue), component, amount.energy)
    } else {
      let still = learnIdle(amount.energy, at: place)
      divide(dynamic: amount.energy - still, of: place, component, isInside: isInside)
      divide(static: still, of: place, component)
    }
    board.clear(place: place)
  }

  /// The part of a place's energy that would have flowed without any activity.
  private mutating func learnIdle(_ energy: UInt64, at place: Int) -> UInt64 {
    let since = place == tree.rest ? node.coveredTime : places[place].coveredTime
    let passed = UInt64(max(0, time.boottime - since))
    let waited = max(1, board.time[place])
    places[place].idle.add(
      energy, in: passed / 1000,
      utilization: UInt32(clamping: places[place].busy / waited), day: clock.day)
    guard let idle = places[place].idle.microwatts else { return energy }
    let still = UInt128(idle) * UInt128(passed) / 1_000_000_000
    return UInt64(min(UInt128(energy), still))
  }

  /// D_d of accounting: by weight, system among the others; to system where nobody did anything.
  private mutating func divide(
    dynamic energy: UInt64, of place: Int, _ component: Int, isInside: Bool
  ) {
    guard energy > 0 else { return }
    let isRest = place == tree.rest
    // What the wall sees beyond all components follows them; its own weights count where there are none.
    if isRest { gather(weightsOf: places.count) }
    if !isRest || apportionment.sum == 0 { gather(weightsOf: place) }
    guard apportionment.sum > 0 else {
      give(OwnerIndex.system.number, component, energy, dynamic: energy)
      if isInside && !isRest {
        board.follow(owner: OwnerIndex.system.number, place: places.count, energy)
      }
      return
    }
    apportionment.divide(energy)
    for index in 0..<apportionment.count {
      let share = apportionment.shares[index]
      let owner = Int(recipients[index])
      book.add(owner: owner, component: component, full: share, dynamic: share)
      if isInside && !isRest { board.follow(owner: owner, place: places.count, share) }
    }
  }

  /// S_d of accounting: by claims; what nobody claims is unallocated.
  private mutating func divide(static energy: UInt64, of place: Int, _ component: Int) {
    guard energy > 0 else { return }
    if policy.statics != .none {
      gather(claimsOf: place)
    } else {
      apportionment.begin(expecting: 1)
    }
    guard apportionment.sum > 0 else {
      give(Int(Bucket.unallocated.rawValue), component, energy)
      return
    }
    apportionment.divide(energy)
    for index in 0..<apportionment.count {
      book.add(
        owner: Int(recipients[index]), component: component, full: apportionment.shares[index],
        dynamic: 0)
    }
  }

  private mutating func give(_ owner: Int, _ component: Int, _ energy: UInt64, dynamic: UInt64 = 0)
  {
    book.add(owner: owner, component: component, full: energy, dynamic: dynamic)
  }

  // MARK: Participants, in the order of their names, then the system

  private mutating func gather(weightsOf row: Int) {
    apportionment.begin(expecting: makeRoom())
    for number in book.owners.order {
      let weight = board.weight(owner: Int(number), place: row)
      if weight > 0 { join(number, weight) }
    }
    let weight = board.weight(owner: OwnerIndex.system.number, place: row)
    if weight > 0 { join(Int32(OwnerIndex.system.number), weight) }
  }

  private mutating func gather(claimsOf place: Int) {
    apportionment.begin(expecting: makeRoom())
    for number in book.owners.order {
      let claim = board.claim(owner: Int(number), place: place)
      if claim > 0 { join(number, claim) }
    }
    let claim = board.claim(owner: OwnerIndex.system.number, place: place)
    if claim > 0 { join(Int32(OwnerIndex.system.number), claim) }
    guard policy.statics == .reserved, apportionment.sum > 0 else { return }
    let capacity = board.capacityTime[place]
    // A capacity that nobody has told cannot be exceeded.
    places[place].isOverReserved = capacity > 0 && apportionment.sum > capacity
    if capacity > apportionment.sum {
      join(Int32(Bucket.unallocated.rawValue), capacity - apportionment.sum)
    }
  }

  private mutating func join(_ number: Int32, _ weight: UInt64) {
    recipients[apportionment.count] = number
    apportionment.add(weight)
  }

  /// Room for all jobs, the system and what is unallocated.
  private mutating func makeRoom() -> Int {
    let most = book.owners.order.count + 2
    if recipients.count < most { recipients = Array(repeating: 0, count: 2 * most) }
    return most
  }
}
