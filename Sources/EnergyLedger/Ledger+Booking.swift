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
      book.add(
        owner: Int(Bucket.gap.rawValue), component: component, full: amount.energy, dynamic: 0)
    } else {
      let still = learnIdle(amount, at: place)
      divide(dynamic: amount.energy - still, of: place, component, isInside: isInside)
      divide(static: still, of: place, component)
    }
    board.clear(place: place)
  }

  /// The part of a place's energy that would have flowed without any activity.
  private mutating func learnIdle(_ amount: Amount, at place: Int) -> UInt64 {
    let energy = amount.energy
    let since = place == tree.rest ? node.coveredTime : places[place].coveredTime
    let passed = UInt64(max(0, time.boottime - since))
    let waited = max(1, board.time[place])
    // Suspended it draws less than it ever does when idle.
    if !places[place].hasSlept {
      places[place].idle.add(
        energy, in: passed / 1000,
        utilization: UInt32(clamping: places[place].busy / waited), day: clock.day,
        followsUse: place != tree.rest, isMetered: amount.tier.isMeasured)
    }
    let isMetered = amount.tier.isMeasured
    guard let idle = places[place].idle.microwatts(isMetered: isMetered) else { return energy }
    let still = UInt128(idle) * UInt128(passed) / 1_000_000_000
    return UInt64(min(UInt128(energy), still))
  }

  /// Formula 7: by weight, the system among the others; to the system where nobody did anything.
  private mutating func divide(
    dynamic energy: UInt64, of place: Int, _ component: Int, isInside: Bool
  ) {
    guard energy > 0 else { return }
    let isRest = place == tree.rest
    // Formula 9: the rest follows the components; its own weights count where there are none.
    gather(weightsOf: isRest ? places.count : place)
    if isRest && apportionment.sum == 0 { gather(weightsOf: place) }
    if apportionment.sum == 0 { apportionment.add(1, of: Int32(OwnerIndex.system.number)) }
    apportionment.divide(energy)
    book.add(apportionment, component: component, isDynamic: true)
    if isInside && !isRest { board.follow(apportionment, place: places.count) }
  }

  /// Formula 8: by claims; what nobody claims is unallocated.
  private mutating func divide(static energy: UInt64, of place: Int, _ component: Int) {
    guard energy > 0 else { return }
    gather(claimsOf: place)
    if apportionment.sum == 0 {
      apportionment.add(1, of: Int32(Bucket.unallocated.rawValue))
    }
    apportionment.divide(energy)
    book.add(apportionment, component: component, isDynamic: false)
  }

  // MARK: Participants, in the order of their names, then the system

  private mutating func gather(weightsOf row: Int) {
    apportionment.begin(expecting: book.owners.order.count + 2)
    apportionment.add(board.weights, from: board.first(row), order: book.owners.order)
    addSystem(board.weights[board.first(row) + OwnerIndex.system.number])
  }

  private mutating func gather(claimsOf place: Int) {
    apportionment.begin(expecting: book.owners.order.count + 2)
    guard policy.statics != .none else { return }
    apportionment.add(board.claims, from: board.first(place), order: book.owners.order)
    addSystem(board.claims[board.first(place) + OwnerIndex.system.number])
    guard policy.statics == .reserved, apportionment.sum > 0 else { return }
    let capacity = board.capacityTime[place]
    if capacity > apportionment.sum {
      apportionment.add(
        capacity - apportionment.sum, of: Int32(Bucket.unallocated.rawValue))
    }
  }

  private mutating func addSystem(_ weight: UInt64) {
    if weight > 0 { apportionment.add(weight, of: Int32(OwnerIndex.system.number)) }
  }
}
