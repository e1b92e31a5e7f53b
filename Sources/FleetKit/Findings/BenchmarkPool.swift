/// The results of one benchmark on all nodes of one model, and how they fall into groups.
struct BenchmarkPool {
  /// The result of one node.
  struct Member {
    let node: Int
    let result: ResultTable.Place
    let settings: Int
    let level: Double
    let tail: Double
    let repeatability: Double
    /// Whether its samples jump between values, so that its level is only one of them.
    var hasModes = false
  }

  /// A group, and those that are judged in it; the others only help to fit it.
  struct Group {
    let settings: [NodeSetting]
    let isWidened: Bool
    let members: [Member]
    let judged: [Member]
  }

  let model: Int
  let benchmark: Int
  /// In the order of nodes.
  let members: [Member]
  /// The same by their levels.
  let ascending: [Member]
  /// The keys of settings with the share of the variance of levels that each explains, the largest first. Values that
  /// fewer than five have do not count: each alone would explain itself.
  let explanations: [(key: String, share: Double)]
  /// What members name by numbers.
  let table: [[NodeSetting]]

  /// Members with the settings that they name.
  init(model: Int, benchmark: Int, members: [Member], _ table: [[NodeSetting]]) {
    self.model = model
    self.benchmark = benchmark
    self.members = members
    self.table = table
    let ascending = members.sorted { $0.level < $1.level }
    self.ascending = ascending
    explanations = Self.keys(of: members, table).map { key in
      let groups = Self.levels(of: ascending, by: key, table).map(\.levels)
      return (key: key, share: VarianceShare(groups: groups).share)
    }
    .sorted { ($1.share, $0.key) < ($0.share, $1.key) }
  }

  /// Of more keys of a model only those count that most of its nodes say; a node says 64 at most, and agents some ten.
  private static let mostKeys = 256

  private static func keys(of members: [Member], _ table: [[NodeSetting]]) -> [String] {
    var counts: [Int: Int] = [:]
    for member in members { counts[member.settings, default: 0] += 1 }
    var keys: [String: Int] = [:]
    for (settings, count) in counts {
      for setting in table[settings] { keys[setting.key, default: 0] += count }
    }
    let ordered = keys.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    return ordered.prefix(mostKeys).map(\.key)
  }

  /// So many tenths of the nodes, and two of them, show that a benchmark jumps by its nature or that of the machines.
  private static let jumpingTenths = 1

  /// How many results jump between values, where these are so many that nobody can tell a slow node from one that was
  /// mostly in the lower mode; 0 where nodes can be judged.
  var jumping: Int {
    let count = members.count(where: \.hasModes)
    return count > 1 && 10 * count >= Self.jumpingTenths * members.count ? count : 0
  }

  /// The groups, and the members for which there are too few others of their model.
  ///
  /// Who agrees in all settings is a group. Where these are fewer than five, settings are left out, those that explain
  /// least of the differences first, until there are enough.
  func groups() -> (groups: [Group], tooFew: [Member]) {
    var groups: [Group] = []
    var rest: [Member] = []
    let alike = Dictionary(grouping: members, by: \.settings)
    for (settings, members) in alike.sorted(by: { $0.key < $1.key }) {
      if members.count >= PeerGroup.leastCount {
        groups.append(
          Group(settings: table[settings], isWidened: false, members: members, judged: members))
      } else {
        rest += members
      }
    }
    guard !rest.isEmpty, members.count >= PeerGroup.leastCount else { return (groups, rest) }
    let keys = explanations.map(\.key)
    let ranks = Dictionary(uniqueKeysWithValues: zip(keys, keys.indices))
    for length in keys.indices.reversed() where !rest.isEmpty {
      let kinds = SettingKinds(members.map(\.settings), table) { ranks[$0] ?? .max < length }
      let asking = Dictionary(grouping: rest) { kinds[$0.settings] }
      let wider = Dictionary(grouping: members.filter { asking[kinds[$0.settings]] != nil }) {
        kinds[$0.settings]
      }
      rest.removeAll()
      let ordered = asking.map {
        (settings: kinds.values[$0.key], all: wider[$0.key] ?? [], judged: $0.value)
      }
      .sorted { SettingKinds.precedes($0.settings, $1.settings) }
      for (settings, all, judged) in ordered {
        if all.count >= PeerGroup.leastCount {
          let settings = SettingKinds.filled(settings, keys[..<length].sorted())
          groups.append(Group(settings: settings, isWidened: true, members: all, judged: judged))
        } else {
          rest += judged
        }
      }
    }
    return (groups, rest)
  }

  /// The levels of those with the same value of a key, where there are five or more, ascending, by values; none where
  /// there is one value only.
  func levels(by key: String) -> [(setting: NodeSetting, levels: [Double])] {
    Self.levels(of: ascending, by: key, table)
  }

  private static func levels(
    of ascending: [Member], by key: String, _ table: [[NodeSetting]]
  ) -> [(setting: NodeSetting, levels: [Double])] {
    let kinds = SettingKinds(ascending.map(\.settings), table) { $0 == key }
    var levels: [[Double]] = Array(repeating: [], count: kinds.values.count)
    for member in ascending { levels[kinds[member.settings]].append(member.level) }
    let groups = zip(kinds.values, levels).filter { $1.count >= PeerGroup.leastCount }
      .map { (setting: SettingKinds.filled($0, [key])[0], levels: $1) }
    return groups.count > 1 ? groups.sorted { $0.setting < $1.setting } : []
  }
}

extension PeerGroup {
  /// Fits a group; nil of none.
  init?(_ group: BenchmarkPool.Group, model: String, benchmark: BenchmarkName) {
    let repeatability = SortedSample.median(ofAny: group.members.map(\.repeatability))
    guard
      let level = GoodSideFit(
        sorted: group.members.map(\.level).sorted(), repeatability: repeatability)
    else { return nil }
    let tails = group.members.map(\.tail).filter { !$0.isNaN }.sorted()
    self.init(
      model: model, settings: group.settings, isWidened: group.isWidened, benchmark: benchmark,
      count: group.members.count, level: level,
      tail: tails.count < Self.leastCount ? nil : GoodSideFit(sorted: tails, repeatability: 0),
      tailCount: tails.count)
  }
}
