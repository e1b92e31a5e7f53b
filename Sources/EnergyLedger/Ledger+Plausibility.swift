internal import NodeModel

/// Whether a meter of the whole can be believed: what contains others shows at least as much as they do.
extension Ledger {
  /// Compares what a whole has seen since the node was booked last with what the components inside it were given
  /// in the same time.
  mutating func judge(whole number: Int) {
    let whole = tree.wholes[number]
    guard node.covered > 0,
      time.boottime - node.coveredTime <= Int64(min(policy.longestGap, 1 << 62)),
      allCounted(of: whole, { tracks[$0].goodRound == round && tracks[$0].start == node.covered })
    else { return }
    var unit: UInt64 = 0
    for meter in whole.meters {
      if case .counter(let scale) = tracks[meter].meter.kind {
        unit += scale.numerator / max(scale.denominator, 1)
      }
    }
    doubts[number].add(
      whole: unbooked(of: whole), unit: unit, parts: whole.rung == .wall ? told.all : told.platform,
      after: time.boottime - node.coveredTime)
  }
}

/// What instruments of components told in one settlement, at the least.
struct ToldParts {
  /// Inside the wall.
  private(set) var all: UInt64 = 0
  /// Inside psys.
  private(set) var platform: UInt64 = 0

  /// An estimate is no witness against a meter.
  mutating func add(_ amount: Amount, at place: MeterTree.Place) {
    guard amount.tier.isMeasured else { return }
    all += amount.low
    if !place.isBesidePlatform { platform += amount.low }
  }
}
