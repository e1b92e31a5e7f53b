internal import Glibc

/// What the values of a setting cost the machines of a model, compared with the best value.
struct ConfigurationCost {
  /// A value of the setting.
  struct Value {
    let setting: NodeSetting
    let count: Int
    let loss: Double
    /// The nodes with it.
    let nodes: [Int]
  }

  let model: Int
  let benchmark: Int
  /// The value with the best location, and how many have it.
  let best: (setting: NodeSetting, count: Int)
  /// The others that cost enough to be told, the worst first.
  let values: [Value]
  /// Its share of the variance.
  let share: Double
  /// Other settings that divide the nodes in the same way, so that nobody can tell which of them it is.
  let confounded: [NodeSetting]

  /// Looks at the setting that explains most; nil where it costs nothing that chance does not explain.
  ///
  /// - Parameter least: what is too little to be told.
  init?(in pool: BenchmarkPool, least: Double) {
    let explanations = pool.explanations
    guard let first = explanations.first, first.share > 0 else { return nil }
    let fits = pool.levels(by: first.key).compactMap { group in
      GoodSideFit(sorted: group.levels, repeatability: 0)
        .map { (setting: group.setting, count: group.levels.count, fit: $0) }
    }
    guard let best = fits.max(by: { $0.fit.location < $1.fit.location }) else { return nil }
    func settingValue(_ member: BenchmarkPool.Member) -> String {
      pool.table[member.settings].first { $0.key == first.key }?.value ?? ""
    }
    values = fits.compactMap { one in
      let loss = 1 - exp(one.fit.location - best.fit.location)
      let difference = LocationDifference(
        of: one.fit, one.count, behind: best.fit, best.count)
      guard loss >= least, difference.probability <= Threshold.groupProbability else { return nil }
      let holders = pool.members.filter { settingValue($0) == one.setting.value }.map(\.node)
      return Value(
        setting: one.setting, count: one.count, loss: loss, nodes: holders)
    }
    .sorted { ($1.loss, $0.setting) < ($0.loss, $1.setting) }
    guard let worst = values.first else { return nil }
    model = pool.model
    benchmark = pool.benchmark
    self.best = (best.setting, best.count)
    share = first.share
    let example = pool.members.first { $0.node == worst.nodes.first }
    confounded = explanations.dropFirst().filter { $0.share > 0.999 * first.share }
      .compactMap { other in
        example.flatMap { pool.table[$0.settings].first { $0.key == other.key } }
      }
  }
}
