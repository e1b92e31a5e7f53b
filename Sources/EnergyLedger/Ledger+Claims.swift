internal import NodeModel

/// What a counter knows when it is back of the time in which a worse source spoke for it.
///
/// Both told the same energy. What the account was given meanwhile stands, because the world has seen it; what the
/// counter saw beyond goes to `gap`, because nobody knows any more who caused it when. Where the account was
/// given more than flowed, it keeps that: the tier of its slots says that it is an estimate.
extension Ledger {
  /// The machine has restarted: what counters saw between their last reading and its end nobody will know,
  /// so they claim what they see from power-on.
  mutating func claimFromPowerOn() {
    for place in places.indices {
      for meter in tree.places[place].meters where tracks[meter].claimsSincePowerOn {
        tracks[meter].agree(at: places[place].energy)
      }
    }
    for whole in tree.wholes where allCounted(of: whole, { tracks[$0].claimsSincePowerOn }) {
      for meter in whole.meters where tracks[meter].claimsSincePowerOn {
        tracks[meter].agree(at: booked(of: whole))
      }
    }
  }

  // MARK: A place

  /// Books what the best meter that is back saw beyond what its place was given.
  mutating func bookArrears(at place: Int, ofMetersBefore rank: Int) {
    for meter in tree.places[place].meters.prefix(rank) {
      guard tracks[meter].goodRound == round, !tree.isMirror(meter),
        let claim = tracks[meter].claim
      else { continue }
      let given = claim.given(by: places[place].energy)
      let left = Amount(claim.seen, of: tracks[meter].meter).beyond(given)
      bookArrears(left, at: place, isInside: false)
      return
    }
  }

  private mutating func bookArrears(_ amount: Amount, at place: Int, isInside: Bool) {
    guard amount.energy > 0 else { return }
    book(amount, at: place, isGap: true, isInside: isInside)
    book.count(node: amount.energy, low: amount.low, high: amount.high, tier: amount.tier)
  }

  /// Meters that are good agree with the account of their place as it is now; those that are not better than
  /// the one that told it have nothing to claim.
  mutating func agree(place: Int, toldAt rank: Int) {
    for (position, meter) in tree.places[place].meters.enumerated() {
      tracks[meter].beginAgain(at: round)
      if tracks[meter].goodRound == round {
        tracks[meter].agree(at: places[place].energy)
      } else if position >= rank {
        tracks[meter].forgetClaim()
      }
    }
  }

  // MARK: The node

  /// Books what the best meters of the whole that are back saw beyond what the node was given. What places could
  /// not tell of that time is in it.
  mutating func bookArrears(ofWholesBefore teller: Int) {
    for (number, whole) in tree.wholes.prefix(teller).enumerated() {
      guard isGood(whole), !doubts[number].isImplausible, let left = arrears(of: whole) else {
        continue
      }
      bookArrears(left, at: tree.rest, isInside: true)
      parked.note(toldBy: whole.rung)
      for place in places.indices where isInside(place, whole) {
        if places[place].covered != round { board.clear(place: place) }
        cover(place, toldAt: 0)
      }
      return
    }
  }

  /// Nil where one of its meters has lost count, or they did not agree together.
  private func arrears(of whole: MeterTree.Whole) -> Amount? {
    let common = tracks[whole.meters[0]].claim?.booked
    var all = Amount.nothing
    for meter in whole.meters where !tree.isSeenMirror(meter) {
      guard let claim = tracks[meter].claim, claim.booked == common else { return nil }
      all.add(Amount(claim.seen, of: tracks[meter].meter))
    }
    return common.map { all.beyond(Claim(booked: $0).given(by: booked(of: whole))) }
  }

  /// Meters of a whole agree together with the node as it is now, or none of them does. A whole that is not believed
  /// has nothing to claim.
  mutating func agree(whole number: Int, toldBy teller: Int) {
    let whole = tree.wholes[number]
    let isBelieved = !doubts[number].isImplausible
    let (isGood, booked) = (isBelieved && isGood(whole), booked(of: whole))
    for meter in whole.meters {
      tracks[meter].beginAgain(at: round)
      if isGood && tracks[meter].goodRound == round {
        tracks[meter].agree(at: booked)
      } else if isGood || number >= teller || !isBelieved {
        tracks[meter].forgetClaim()
      }
    }
  }

  /// Whether each of a whole's meters was read in this round that is needed to tell it.
  func isGood(_ whole: MeterTree.Whole) -> Bool {
    allCounted(of: whole) { tracks[$0].goodRound == round }
  }

  /// Whether something holds for all meters of a whole but those that show another one's number.
  func allCounted(of whole: MeterTree.Whole, _ holds: (Int) -> Bool) -> Bool {
    whole.meters.allSatisfy { tree.isSeenMirror($0) || holds($0) }
  }

  /// The energy that a whole has seen and nobody has booked.
  func unbooked(of whole: MeterTree.Whole) -> Amount {
    var all = Amount.nothing
    for meter in whole.meters where !tree.isSeenMirror(meter) { all.add(Amount(tracks[meter])) }
    return all
  }

  /// What is booked of the energy that a whole sees.
  private func booked(of whole: MeterTree.Whole) -> UInt64 {
    var energy = nodeEnergy.count
    for place in places.indices where place != tree.rest && !isInside(place, whole) {
      energy -= min(energy, places[place].energy)
    }
    return energy
  }
}
