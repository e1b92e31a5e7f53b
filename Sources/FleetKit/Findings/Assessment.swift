internal import Glibc

/// All comparisons of nodes with their groups.
struct Assessment {
  /// All groups in which nodes were judged.
  private(set) var groups: [PeerGroup] = []
  /// How a group fell behind its baseline, by the group's place.
  private(set) var drifts: [Int: Drift] = [:]
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
  /// How many results were compared.
  private(set) var judged = 0
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
    for gathered in Self.gather(check) { assess(gathered.pool(check), check, keeping) }
    threshold = rate.threshold
  }

  /// Whether a comparison is a finding.
  func counts(_ test: PerformanceTest) -> Bool {
    guard let threshold else { return false }
    return test.probability <= threshold && test.isLarge
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
      let drift = check.baseline?.drift(of: fitted)
      if let drift {
        drifts[place] = drift
        driftedNodes[place] = group.judged.map(\.node)
      }
      for member in group.judged {
        judged += 1
        test(member, place, member.level, drift?.before.level ?? fitted.level, false, keeping)
        if let tail = fitted.tail, !member.tail.isNaN {
          test(member, place, member.tail, tail, true, keeping)
        }
      }
    }
    if !split.tooFew.isEmpty {
      tooFew.append(
        TooFew(model: pool.model, benchmark: pool.benchmark, nodes: split.tooFew.map(\.node)))
    }
    if let cost = ConfigurationCost(in: pool, check.settings.names, nodes: check.nodes) {
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
    _ member: BenchmarkPool.Member, _ group: Int, _ value: Double, _ fit: GoodSideFit,
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
      fit: fit)
    rate.add(test.probability)
    if test.probability <= FalseDiscoveryRate.allowed || member.node == keeping {
      tests.append(test)
    }
  }

  /// Where the results of one benchmark on one model are: eight bytes each, so that only one pool has to be filled at
  /// a time.
  private struct Gathered {
    let model: Int
    let benchmark: Int
    var places: [(node: Int32, result: Int32)] = []

    func pool(_ check: FleetCheck) -> BenchmarkPool {
      let isRate = check.benchmarks[benchmark].isRate
      let members = places.map { place in
        let result = check.results[Int(place.result)]
        let level = log(result.median)
        return BenchmarkPool.Member(
          node: Int(place.node), result: Int(place.result),
          settings: check.nodes[Int(place.node)].settings, level: isRate ? level : -level,
          tail: result.tail, repeatability: result.repeatability)
      }
      return BenchmarkPool(
        model: model, benchmark: benchmark, members: members, check.settings.names)
    }
  }

  /// The results of all nodes by model and benchmark, in the order of their names.
  private static func gather(_ check: FleetCheck) -> [Gathered] {
    struct Key: Hashable {
      let model: Int
      let benchmark: Int
    }
    var all: [Gathered] = []
    var places: [Key: Int] = [:]
    for node in check.nodes.indices {
      let model = check.nodes[node].model
      for result in check.nodes[node].results {
        let key = Key(model: model, benchmark: Int(check.results[result].benchmark))
        let place = places[key] ?? all.count
        if place == all.count {
          places[key] = place
          all.append(Gathered(model: key.model, benchmark: key.benchmark))
        }
        all[place].places.append(
          (Int32(truncatingIfNeeded: node), Int32(truncatingIfNeeded: result)))
      }
    }
    return all.sorted { left, right in
      let (one, other) = (check.models[left.model], check.models[right.model])
      guard one == other else { return one < other }
      return check.benchmarks[left.benchmark] < check.benchmarks[right.benchmark]
    }
  }
}
