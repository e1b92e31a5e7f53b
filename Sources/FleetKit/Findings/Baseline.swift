internal import Glibc

/// How groups performed in a period that was accepted: what shows that a whole group became slower.
public struct Baseline: Sendable {
  /// As they were found; those of a model without regard to settings have none.
  public let groups: [PeerGroup]
  /// What was found until then.
  let earlier: EarlierFindings
  /// When the period ended of which it is, in seconds since 1970; nil where nobody says.
  let end: Int64?
  private let places: [Key: Int]
  /// By model and benchmark: the groups that have settings.
  private let divided: [Key: SettingGroups]

  private struct Key: Hashable {
    let model: String
    let settings: [NodeSetting]
    let benchmark: BenchmarkName
  }

  /// A baseline of groups; of two for the same the first counts.
  public init(groups: [PeerGroup]) {
    self.init(groups: groups, earlier: EarlierFindings([], []), end: nil)
  }

  /// A baseline of all that was found in a period: the groups with which that one was compared, so that a chain of periods
  /// has one measure and not each the one before it; the findings are its own.
  public init(_ outcome: CheckOutcome) {
    self.init(
      groups: outcome.reference, earlier: EarlierFindings(outcome.findings, outcome.remembered),
      end: outcome.referenceEnd)
  }

  init(groups: [PeerGroup], earlier: EarlierFindings, end: Int64?) {
    self.groups = groups
    self.earlier = earlier
    self.end = end
    let keys = groups.enumerated().map { place, group in
      (Key(model: group.model, settings: group.settings, benchmark: group.benchmark), place)
    }
    places = Dictionary(keys) { first, _ in first }
    divided = Dictionary(grouping: groups.filter { !$0.settings.isEmpty }) {
      Key(model: $0.model, settings: [], benchmark: $0.benchmark)
    }
    .mapValues { SettingGroups($0) }
  }

  /// What to compare a group with: the one of the same settings, else its whole model where settings explain nothing
  /// there, else what has the same in all settings that are not new.
  func group(like group: PeerGroup) -> PeerGroup? {
    let exact = Key(model: group.model, settings: group.settings, benchmark: group.benchmark)
    if let place = places[exact] { return groups[place] }
    let whole = Key(model: group.model, settings: [], benchmark: group.benchmark)
    let others = divided[whole]
    if let place = places[whole], others?.areAlike ?? true { return groups[place] }
    // Of a whole model only a whole model is a measure.
    return group.settings.isEmpty ? nil : others?.group(like: group)
  }

  /// Its groups, and of others those that can be compared with none of them.
  func groups(with others: [PeerGroup]) -> [PeerGroup] {
    groups + others.filter { group(like: $0) == nil }
  }

  /// How a group fell behind in its medians or its tails; nil where it did not by enough, or where chance explains it.
  func drift(of group: PeerGroup, isTail: Bool) -> Drift? {
    guard let before = self.group(like: group), let fit = isTail ? before.tail : before.level,
      let now = isTail ? group.tail : group.level
    else { return nil }
    let loss = 1 - exp(now.location - fit.location)
    guard loss >= (isTail ? Threshold.tail : Threshold.least(of: group.benchmark)) else {
      return nil
    }
    let difference = LocationDifference(
      of: now, isTail ? group.tailCount : group.count,
      behind: fit, isTail ? before.tailCount : before.count)
    guard difference.probability <= Threshold.groupProbability else { return nil }
    return Drift(
      isTail: isTail, before: before, fit: fit, now: now, loss: loss,
      deviations: difference.deviations)
  }
}

/// How far a group is below its baseline.
struct Drift {
  /// Whether the spread within runs is meant.
  let isTail: Bool
  let before: PeerGroup
  /// What the baseline has, and the group.
  let fit: GoodSideFit
  let now: GoodSideFit
  let loss: Double
  /// In standard errors.
  let deviations: Double
}

/// What is too little to be told.
enum Threshold {
  /// The least loss of a median.
  static let level = 0.03
  /// The least loss of p10/p90.
  static let tail = 0.1
  /// The least part of idle power that is too much: chips of one kind leak differently.
  static let idle = 0.1
  /// Between groups: beyond chance even where a fleet has 100,000 of them.
  static let groupProbability = 3e-7
  /// A group that can only show greater losses has judged nobody.
  static let blunt = 0.25
  /// Of a rack: for all racks together.
  static let cluster = 0.001
  /// Fewer are no cluster.
  static let clusterCount = 3

  /// Of the values of a benchmark, or of their tails.
  static func least(of benchmark: BenchmarkName, isTail: Bool = false) -> Double {
    isTail ? tail : benchmark.isIdlePower ? idle : level
  }
}
