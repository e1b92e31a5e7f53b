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
  /// The benchmarks in which nobody is judged, since their values jump.
  private(set) var jumping: [Jumping] = []
  private(set) var rate = FalseDiscoveryRate()
  /// The largest probability that counts; nil where none does.
  private(set) var threshold: Double?
  /// How many results of benchmarks were compared.
  private(set) var judged = 0
  /// Nodes that lack packages, cores or accelerators, which are compared with those that have all.
  let parts: PartFacts
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

  /// A benchmark whose values jump between modes on nodes of a model.
  struct Jumping {
    let model: Int
    let benchmark: Int
    /// On how many.
    let count: Int
    /// Of how many.
    let nodes: Int
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
    parts = PartFacts(of: check)
    memory = MemoryFacts(of: check, parts)
    for pools in Self.pools(of: check, parts) { assess(pool(pools, check), check, keeping) }
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
    guard pool.jumping == 0 else {
      jumping.append(
        Jumping(
          model: pool.model, benchmark: pool.benchmark, count: pool.jumping,
          nodes: pool.members.count))
      return
    }
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
        // Its median is that of the mode in which it happened to be most of the time.
        if !member.hasModes { test(member, place, member.level, level, false, keeping) }
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

  private struct PoolKey: Hashable {
    let model: Int
    let benchmark: Int
  }

  /// The pools of all results that are compared together, in the order of the names of models and benchmarks. One is
  /// filled at a time.
  private static func pools(of check: FleetCheck, _ parts: PartFacts) -> [[Int]] {
    let pools = check.results.pools
    let together = Dictionary(grouping: pools.indices) {
      PoolKey(model: parts.model(like: pools[$0].model), benchmark: pools[$0].benchmark)
    }
    return together.sorted {
      let (left, right) = ($0.key, $1.key)
      let (one, other) = (check.models[left.model], check.models[right.model])
      guard one == other else { return one < other }
      return check.benchmarks[left.benchmark] < check.benchmarks[right.benchmark]
    }
    .map(\.value)
  }

  /// What some pools hold together, which are those of one benchmark and of models that are compared as one.
  private func pool(_ numbers: [Int], _ check: FleetCheck) -> BenchmarkPool {
    let pools = check.results.pools
    let benchmark = pools[numbers[0]].benchmark
    let isRate = check.benchmarks[benchmark].isRate
    var members: [BenchmarkPool.Member] = []
    members.reserveCapacity(numbers.reduce(0) { $0 + pools[$1].count })
    for number in numbers {
      check.results.forEach(in: number) { place, result in
        let level = log(result.median)
        members.append(
          BenchmarkPool.Member(
            node: Int(result.node), result: place,
            settings: memory.settings(of: pools[number].model, Int(result.settings)),
            level: isRate ? level : -level,
            tail: result.tail, repeatability: result.repeatability, hasModes: result.modes > 1))
      }
    }
    if numbers.count > 1 { members.sort { $0.node < $1.node } }
    return BenchmarkPool(
      model: parts.model(like: pools[numbers[0]].model), benchmark: benchmark, members: members,
      memory.table)
  }
}
