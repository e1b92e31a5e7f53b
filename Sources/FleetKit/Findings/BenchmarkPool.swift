/// The results of one benchmark on all nodes of one model, and how they fall into groups.
struct BenchmarkPool {
  /// The result of one node.
  struct Member {
    let node: Int
    let result: Int
    let settings: Int
    let level: Double
    let tail: Double
    let repeatability: Double
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

  /// The groups, and the members for which there are too few others of their model.
  ///
  /// Who agrees in all settings is a group. Where these are fewer than five, settings are left out, those that explain
  /// least of the differences first, until there are enough.
  func groups(_ table: [[NodeSetting]]) -> (groups: [Group], tooFew: [Member]) {
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
    let keys = explanations(table).map(\.key)
    for length in keys.indices.reversed() where !rest.isEmpty {
      let chosen = keys[..<length].sorted()
      let wider = Dictionary(grouping: members) { Self.values(of: chosen, table[$0.settings]) }
      let asking = Dictionary(grouping: rest) { Self.values(of: chosen, table[$0.settings]) }
      rest.removeAll()
      for (settings, judged) in asking.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
        let all = wider[settings] ?? []
        if all.count >= PeerGroup.leastCount {
          groups.append(Group(settings: settings, isWidened: true, members: all, judged: judged))
        } else {
          rest += judged
        }
      }
    }
    return (groups, rest)
  }

  /// The keys of settings with the share of the variance of levels that each explains, the largest first. Values that
  /// fewer than five have do not count: each alone would explain itself.
  func explanations(_ table: [[NodeSetting]]) -> [(key: String, share: Double)] {
    let keys = Set(Set(members.map(\.settings)).flatMap { table[$0].map(\.key) })
    return keys.map { (key: $0, share: VarianceShare(groups: levels(by: $0, table).values).share) }
      .sorted { ($1.share, $0.key) < ($0.share, $1.key) }
  }

  /// The levels of those with the same value of a key, where there are five or more, ascending; none where there is one
  /// value only.
  func levels(by key: String, _ table: [[NodeSetting]]) -> [NodeSetting: [Double]] {
    let groups = Dictionary(grouping: members) { Self.values(of: [key], table[$0.settings])[0] }
      .filter { $0.value.count >= PeerGroup.leastCount }
    return groups.count > 1 ? groups.mapValues { $0.map(\.level).sorted() } : [:]
  }

  private static func values(of keys: [String], _ settings: [NodeSetting]) -> [NodeSetting] {
    keys.map { key in
      settings.first { $0.key == key } ?? NodeSetting(key: key, value: "")
    }
  }
}

extension PeerGroup {
  /// Fits a group; nil of none.
  init?(_ group: BenchmarkPool.Group, model: String, benchmark: BenchmarkName) {
    let repeatability = SortedSample.median(group.members.map(\.repeatability).sorted())
    guard
      let level = GoodSideFit(
        sorted: group.members.map(\.level).sorted(), repeatability: repeatability)
    else { return nil }
    let tails = group.members.map(\.tail).filter { !$0.isNaN }.sorted()
    self.init(
      model: model, settings: group.settings, isWidened: group.isWidened, benchmark: benchmark,
      count: group.members.count, level: level,
      tail: tails.count < Self.leastCount ? nil : GoodSideFit(sorted: tails, repeatability: 0))
  }
}
