internal import NodeModel

/// Whether a meter of the whole can be believed: what contains others shows at least as much as they do.
extension Ledger {
  /// Compares what a whole has seen since the node was booked last with what is inside it: what components were given in
  /// the same time, and in a wall what the platform has seen.
  mutating func judge(whole number: Int) {
    let whole = tree.wholes[number]
    guard node.covered > 0,
      time.boottime - node.coveredTime <= Int64(min(policy.longestGap, 1 << 62)),
      tellsSinceNode(whole)
    else { return }
    var unit: UInt64 = 0
    for meter in whole.meters {
      if case .counter(let scale) = tracks[meter].meter.kind {
        unit += scale.numerator / max(scale.denominator, 1)
      }
    }
    doubts[number].add(
      whole: unbooked(of: whole), unit: unit,
      parts: whole.rung == .wall ? max(told.all, leastOfPlatform) : told.platform,
      after: time.boottime - node.coveredTime)
  }

  /// Whether all of its meters have told the very time since the node was booked last.
  private func tellsSinceNode(_ whole: MeterTree.Whole) -> Bool {
    allCounted(of: whole) { tracks[$0].goodRound == round && tracks[$0].start == node.covered }
  }

  /// The least that the platform and what is beside it have had, where one meter that is believed tells the platform:
  /// whether several are parts or copies is found out by themselves alone, and copies would refute a wall that is right.
  private var leastOfPlatform: UInt64 {
    var most: UInt64 = 0
    for (number, whole) in tree.wholes.enumerated()
    where whole.rung == .psys && !doubts[number].isImplausible && tellsSinceNode(whole) {
      guard whole.meters.count(where: { !tree.isSeenMirror($0) }) == 1 else { continue }
      most = max(most, unbooked(of: whole).low)
    }
    return most > 0 ? most + (told.all - told.platform) : 0
  }

  /// The doubt of each whole, as nothing is known yet.
  static func doubts(in tree: MeterTree, _ meters: [Meter]) -> [WholeDoubt] {
    tree.wholes.map { whole in
      // A wall is compared with platforms as well.
      let platforms = whole.rung == .wall ? tree.wholes.filter { $0.rung == .psys } : []
      let numbers = whole.meters + platforms.flatMap(\.meters)
      let components = tree.places.flatMap(\.meters).filter { meters[$0].tier.isMeasured }
      return WholeDoubt((numbers + components).map { meters[$0] })
    }
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
