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
  /// What whole models do, without regard to settings: of use as a baseline of settings that are not known yet, where
  /// settings explain nothing.
  private(set) var wholeModels: [PeerGroup] = []
  /// The comparisons that may be findings, and all of the node that is to be explained.
  private(set) var tests: [PerformanceTest] = []
  /// Settings that cost a model some of its performance.
  private(set) var configurations: [ConfigurationCost] = []
  /// How many results have too few others to be compared with, by the benchmark's pool.
  private(set) var tooFew: [TooFew] = []
  /// The benchmarks in which nobody is judged, since their values jump.
  private(set) var jumping: [Jumping] = []
  /// The error rate of each family.
  private(set) var rates: [TestFamily: FalseDiscoveryRate] = [:]
  /// The largest probability that counts; nil where none does.
  private var thresholds: [TestFamily: Double] = [:]
  /// The least losses that each group could show, by its place.
  private(set) var leastLosses: [LeastLosses] = []
  /// How many results of benchmarks were compared, and in how many groups.
  private(set) var judged = 0
  private(set) var judgedGroups = 0
  /// The groups of which the baseline, if there is one, knows nothing.
  private(set) var unmatched: [Int] = []
  /// Nodes that lack packages, cores or accelerators, which are compared with those that have all.
  let parts: PartFacts
  /// Nodes whose memory is not that of their model, which are compared with those that have it.
  let memory: MemoryFacts
  /// Nodes that tell power in another unit: what they draw is compared with nothing.
  let mistaken: Set<Int>
  /// The nodes of which something was found earlier.
  let watched: Set<Int>
  /// What was compared of them, and in which groups.
  private var watchedRuns: [WatchedRun: [Int]] = [:]
  /// With what the nodes of each group were compared, by its place.
  private var comparisons: [Comparison] = []
  private let idleSettings: IdleSettings

  /// Nodes of a model with too few others.
  struct TooFew {
    let model: Int
    let benchmark: Int
    let count: Int
    /// What they could have shown; nil where they were not compared at all.
    let leastLoss: Double?
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

  /// What a group could show at all, by how many its nodes are and among how many tests.
  struct LeastLosses {
    let level: Double
    /// Nil where tails are not compared.
    let tail: Double?

    /// Whether nothing is seen but what nobody would overlook.
    var isBlunt: Bool { level >= Threshold.blunt }
  }

  private struct Comparison {
    let model: Int
    let benchmark: Int
    let count: Int
    let level: PerformanceTest.Reference
    let tail: PerformanceTest.Reference?
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
    idleSettings = IdleSettings(of: memory.table)
    mistaken = Self.mistaken(in: check)
    for pools in Self.pools(of: check, parts) { assess(pool(pools, check), check, keeping) }
    thresholds = rates.compactMapValues(\.threshold)
    let limits = rates.mapValues(\.limit)
    leastLosses = zip(groups, comparisons).map { Self.leastLosses(of: $0, $1, limits) }
    for (losses, comparison) in zip(leastLosses, comparisons) { count(comparison, losses, check) }
  }

  /// The greatest probability that counts; nil where none does.
  func threshold(of family: TestFamily) -> Double? { thresholds[family] }

  /// Whether a comparison is a finding.
  func counts(_ test: PerformanceTest) -> Bool {
    guard let threshold = thresholds[test.family] else { return false }
    let least = Threshold.least(of: groups[test.group].benchmark, isTail: test.isTail)
    return test.probability <= threshold && test.loss >= least
  }

  /// Whether a node that is watched was compared with others in a suite, in its medians or its tails, where that could
  /// show anything.
  func hasJudged(_ node: Int, _ key: EarlierFindings.Key) -> Bool {
    let groups = watchedRuns[WatchedRun(node: node, kind: key.kind, suite: key.suite)] ?? []
    return groups.contains { group in
      let losses = leastLosses[group]
      let least = key.kind == Outliers.kind(isTail: true) ? losses.tail : losses.level
      return (least ?? 1) < Threshold.blunt
    }
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
      if let baseline = check.baseline, !benchmark.isIdlePower,
        baseline.group(like: fitted) == nil
      {
        unmatched.append(place)
      }
      let level = PerformanceTest.Reference(
        drift?.fit ?? fitted.level, of: drift?.before.count ?? fitted.count)
      let tail = fitted.tail.map {
        PerformanceTest.Reference(
          tailDrift?.fit ?? $0, of: tailDrift?.before.tailCount ?? fitted.tailCount)
      }
      comparisons.append(
        Comparison(
          model: pool.model, benchmark: pool.benchmark, count: group.judged.count, level: level,
          tail: tail))
      let family = benchmark.isIdlePower ? TestFamily.idle : .level
      for member in group.judged {
        // Its median is that of the mode in which it happened to be most of the time.
        if !member.hasModes { test(member, place, member.level, level, family, keeping) }
        if let tail, !member.tail.isNaN { test(member, place, member.tail, tail, .tail, keeping) }
      }
    }
    // What is not compared there is no performance.
    if !split.tooFew.isEmpty, !benchmark.isIdlePower {
      tooFew.append(
        TooFew(
          model: pool.model, benchmark: pool.benchmark, count: split.tooFew.count, leastLoss: nil))
    }
    if let cost = ConfigurationCost(in: pool, least: Threshold.least(of: benchmark)) {
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
    _ member: BenchmarkPool.Member, _ group: Int, _ value: Double,
    _ reference: PerformanceTest.Reference, _ family: TestFamily, _ keeping: Int?
  ) {
    if watched.contains(member.node) {
      let run = WatchedRun(
        node: member.node, kind: Outliers.kind(isTail: family == .tail),
        suite: groups[group].benchmark.suite)
      watchedRuns[run, default: []].append(group)
    }
    let test = PerformanceTest(
      node: member.node, result: member.result, group: group, family: family, value: value,
      reference: reference)
    rates[family, default: FalseDiscoveryRate()].add(test.probability)
    if test.probability <= FalseDiscoveryRate.allowed || member.node == keeping {
      tests.append(test)
    }
  }

  private static func leastLosses(
    of group: PeerGroup, _ comparison: Comparison, _ limits: [TestFamily: Double]
  ) -> LeastLosses {
    func least(_ reference: PerformanceTest.Reference, _ family: TestFamily) -> Double {
      max(
        Threshold.least(of: group.benchmark, isTail: family == .tail),
        reference.leastLoss(at: limits[family] ?? FalseDiscoveryRate.allowed))
    }
    return LeastLosses(
      level: least(comparison.level, group.benchmark.isIdlePower ? .idle : .level),
      tail: comparison.tail.map { least($0, .tail) })
  }

  /// Counts the results of a group as judged or not.
  private mutating func count(
    _ comparison: Comparison, _ losses: LeastLosses, _ check: FleetCheck
  ) {
    guard !check.benchmarks[comparison.benchmark].isIdlePower else { return }
    if losses.isBlunt {
      tooFew.append(
        TooFew(
          model: comparison.model, benchmark: comparison.benchmark, count: comparison.count,
          leastLoss: losses.level))
    } else {
      judged += comparison.count
      judgedGroups += 1
    }
  }

  /// Nodes whose power is that of others in another unit.
  private static func mistaken(in check: FleetCheck) -> Set<Int> {
    let nodes = Set(
      FleetFacts.unitErrors(check.nodes, check.models.names).map(\.place.node))
    return nodes.isEmpty
      ? [] : Set(check.nodes.indices.filter { nodes.contains(check.nodes[$0].place.node) })
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
    let (isRate, isIdle) = (
      check.benchmarks[benchmark].isRate, check.benchmarks[benchmark].isIdlePower
    )
    var members: [BenchmarkPool.Member] = []
    members.reserveCapacity(numbers.reduce(0) { $0 + pools[$1].count })
    for number in numbers {
      check.results.forEach(in: number) { place, result in
        let node = Int(result.node)
        if isIdle, mistaken.contains(node) { return }
        let settings = memory.settings(of: pools[number].model, Int(result.settings))
        let level = log(result.median)
        members.append(
          BenchmarkPool.Member(
            node: node, result: place, settings: isIdle ? idleSettings[settings] : settings,
            level: isRate ? level : -level, tail: result.tail,
            repeatability: result.repeatability, hasModes: result.modes > 1))
      }
    }
    if numbers.count > 1 { members.sort { $0.node < $1.node } }
    return BenchmarkPool(
      model: parts.model(like: pools[numbers[0]].model), benchmark: benchmark, members: members,
      isIdle ? idleSettings.table : memory.table)
  }
}
