internal import Glibc

/// All comparisons of nodes with their groups.
struct Assessment {
  /// All groups in which nodes were judged.
  private(set) var groups: [PeerGroup] = []
  /// How a group fell behind its baseline, by the group's place.
  private(set) var drifts: [Int: Drift] = [:]
  /// The same of its tails.
  private(set) var tailDrifts: [Int: Drift] = [:]
  /// The nodes that were judged in such groups.
  private(set) var driftedNodes: [Int: [Int]] = [:]
  /// What whole models do, without regard to settings: of use as a baseline of settings that are not known yet.
  private(set) var wholeModels: [PeerGroup] = []
  /// The comparisons that may be findings, and all of the node that is to be explained.
  private(set) var tests: [PerformanceTest] = []
  /// Settings that cost a model some of its performance.
  private(set) var configurations: [ConfigurationCost] = []
  /// How many results have too few others to be compared with, by the benchmark's pool.
  private(set) var tooFew: [TooFew] = []
  private(set) var rate = FalseDiscoveryRate()
  /// The largest probability that counts; nil where none does.
  private(set) var threshold: Double?
  /// How many results of benchmarks were compared.
  private(set) var judged = 0
  /// Nodes whose memory is not that of their model, which are compared with those that have it.
  let memory: MemoryFacts
  /// The nodes of which something was found earlier.
  let watched: Set<Int>
  /// What was judged of them.
  private var watchedRuns: Set<WatchedRun> = []

  /// Nodes of a model with too few others.
  struct TooFew {
    let model: Int
    let benchmark: Int
    let nodes: [Int]
  }

  /// With what members of a group are compared.
  private struct Reference {
    let fit: GoodSideFit
    /// Of how many nodes it is.
    let count: Int

    /// The baseline where the group fell behind it.
    init(_ drift: Drift?, else own: GoodSideFit, of count: Int) {
      fit = drift?.fit ?? own
      self.count = drift?.before.count ?? count
    }
  }

  private struct WatchedRun: Hashable {
    let node: Int
    let kind: String
    let suite: String
  }

  /// Compares all.
  ///
  /// - Parameter keeping: the place of a node of which all comparisons are kept.
  init(of check: FleetCheck, keeping: Int? = nil) {
    let earlier = Set((check.baseline?.earlier.all ?? [:]).keys.map(\.node))
    watched =
      earlier.isEmpty
      ? [] : Set(check.nodes.indices.filter { earlier.contains(check.nodes[$0].id.description) })
    memory = MemoryFacts(of: check)
    for pool in Self.pools(of: check) { assess(self.pool(pool, check), check, keeping) }
    threshold = rate.threshold
  }

  /// Whether a comparison is a finding.
  func counts(_ test: PerformanceTest) -> Bool {
    guard let threshold else { return false }
    let least = Threshold.least(of: groups[test.group].benchmark, isTail: test.isTail)
    return test.probability <= threshold && test.loss >= least
  }

  /// Whether a node that is watched was compared with others in a suite, in its medians or its tails.
  func hasJudged(_ node: Int, _ key: EarlierFindings.Key) -> Bool {
    watchedRuns.contains(WatchedRun(node: node, kind: key.kind, suite: key.suite))
  }

  private mutating func assess(
    _ pool: BenchmarkPool, _ check: FleetCheck, _ keeping: Int?
  ) {
    let (model, benchmark) = (check.models[pool.model], check.benchmarks[pool.benchmark])
    let split = pool.groups()
    for group in split.groups {
      guard let fitted = PeerGroup(group, model: model, benchmark: benchmark) else { continue }
      let place = groups.count
      groups.append(fitted)
      let drift = check.baseline?.drift(of: fitted, isTail: false)
      let tailDrift = check.baseline?.drift(of: fitted, isTail: true)
      drifts[place] = drift
      tailDrifts[place] = tailDrift
      if drift != nil || tailDrift != nil { driftedNodes[place] = group.judged.map(\.node) }
      let level = Reference(drift, else: fitted.level, of: fitted.count)
      let tails = group.members.count { !$0.tail.isNaN }
      let tail = fitted.tail.map { Reference(tailDrift, else: $0, of: tails) }
      for member in group.judged {
        if !benchmark.isIdlePower { judged += 1 }
        test(member, place, member.level, level, false, keeping)
        if let tail, !member.tail.isNaN { test(member, place, member.tail, tail, true, keeping) }
      }
    }
    // What is not compared there is no performance.
    if !split.tooFew.isEmpty, !benchmark.isIdlePower {
      tooFew.append(
        TooFew(model: pool.model, benchmark: pool.benchmark, nodes: split.tooFew.map(\.node)))
    }
    if let cost = ConfigurationCost(
      in: pool, memory.table, least: Threshold.least(of: benchmark))
    {
      configurations.append(cost)
    }
    let whole = BenchmarkPool.Group(
      settings: [], isWidened: true, members: pool.ascending, judged: [])
    if pool.members.count >= PeerGroup.leastCount,
      let fitted = PeerGroup(whole, model: model, benchmark: benchmark)
    {
      wholeModels.append(fitted)
    }
  }

  private mutating func test(
    _ member: BenchmarkPool.Member, _ group: Int, _ value: Double, _ reference: Reference,
    _ isTail: Bool, _ keeping: Int?
  ) {
    if watched.contains(member.node) {
      watchedRuns.insert(
        WatchedRun(
          node: member.node, kind: Outliers.kind(isTail: isTail),
          suite: groups[group].benchmark.suite))
    }
    let test = PerformanceTest(
      node: member.node, result: member.result, group: group, isTail: isTail, value: value,
      fit: reference.fit, count: reference.count)
    rate.add(test.probability)
    if test.probability <= FalseDiscoveryRate.allowed || member.node == keeping {
      tests.append(test)
    }
  }

  /// The pools of all results, in the order of the names of models and benchmarks. One is filled at a time.
  private static func pools(of check: FleetCheck) -> [Int] {
    let pools = check.results.pools
    return pools.indices.sorted {
      let (left, right) = (pools[$0], pools[$1])
      let (one, other) = (check.models[left.model], check.models[right.model])
      guard one == other else { return one < other }
      return check.benchmarks[left.benchmark] < check.benchmarks[right.benchmark]
    }
  }

  private func pool(_ number: Int, _ check: FleetCheck) -> BenchmarkPool {
    let pool = check.results.pools[number]
    let isRate = check.benchmarks[pool.benchmark].isRate
    var members: [BenchmarkPool.Member] = []
    members.reserveCapacity(pool.count)
    check.results.forEach(in: number) { place, result in
      let level = log(result.median)
      members.append(
        BenchmarkPool.Member(
          node: Int(result.node), result: place,
          settings: memory.settings(of: pool.model, Int(result.settings)),
          level: isRate ? level : -level,
          tail: result.tail, repeatability: result.repeatability))
    }
    return BenchmarkPool(
      model: pool.model, benchmark: pool.benchmark, members: members, memory.table)
  }
}
