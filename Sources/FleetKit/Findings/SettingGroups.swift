internal import Glibc

/// The groups of one model in one benchmark by their settings: with which of them to compare settings that none of them has.
struct SettingGroups {
  private let groups: [PeerGroup]
  private let known: Set<NodeSetting>
  /// Whether all of them perform alike, as far as chance lets anybody tell: then settings explain nothing.
  let areAlike: Bool

  /// Takes all groups of one model in one benchmark.
  init(_ groups: [PeerGroup]) {
    self.groups = groups
    known = Set(groups.flatMap(\.settings))
    areAlike = Self.areAlike(groups, Self.largest(of: groups))
  }

  /// The largest group with those settings of another one that any group has, the rest being new to all (a new kernel
  /// everywhere); nil where there is none, or where such groups are not alike.
  func group(like group: PeerGroup) -> PeerGroup? {
    let kept = group.settings.filter(known.contains)
    let alike = groups.filter { one in kept.allSatisfy(one.settings.contains) }
    let largest = Self.largest(of: alike)
    return Self.areAlike(alike, largest) ? largest : nil
  }

  private static func largest(of groups: [PeerGroup]) -> PeerGroup? {
    groups.max { left, right in
      left.count == right.count
        ? right.settings.lexicographicallyPrecedes(left.settings) : left.count < right.count
    }
  }

  private static func areAlike(_ groups: [PeerGroup], _ largest: PeerGroup?) -> Bool {
    guard let largest else { return true }
    return groups.allSatisfy { one in
      areAlike(
        one.level, one.count, largest.level, largest.count, Threshold.least(of: one.benchmark))
        && areAlike(one.tail, one.tailCount, largest.tail, largest.tailCount, Threshold.tail)
    }
  }

  private static func areAlike(
    _ one: GoodSideFit?, _ count: Int, _ other: GoodSideFit?, _ otherCount: Int, _ least: Double
  ) -> Bool {
    guard let one, let other else { return true }
    guard one.location <= other.location else {
      return areAlike(other, otherCount, one, count, least)
    }
    guard 1 - exp(one.location - other.location) >= least else { return true }
    let difference = LocationDifference(of: one, count, behind: other, otherCount)
    return difference.probability > Threshold.groupProbability
  }
}
