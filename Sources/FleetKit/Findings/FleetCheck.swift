public import LinuxFiles
internal import NodeModel

/// Finds what is broken and what is slow in a fleet: facts first, then statistics among machines that are alike.
///
/// The method is that of docs/check.md. It takes nodes one at a time and keeps some 200 bytes of each in memory and 56 of
/// each result in a file; the same nodes give the same findings. Of copies only one may go on taking nodes.
public struct FleetCheck: Sendable {
  private(set) var models = NameTable<String>()
  /// What of each model can be missing.
  private(set) var parts: [ModelParts] = []
  private(set) var settings = NameTable<[NodeSetting]>()
  /// The settings that nodes of each model and their results have.
  private(set) var modelSettings = NameTable<ModelSettings>()
  private(set) var benchmarks = NameTable<BenchmarkName>()
  private(set) var nodes: [CheckedNode] = []
  private(set) var results: ResultTable
  private(set) var hours = FleetHours()
  private(set) var checksums = ChecksumFacts()
  let baseline: Baseline?
  private let targets: ExpectedTargets?

  /// Starts without nodes.
  ///
  /// - Parameters:
  ///   - baseline: with what groups are compared; nil where nothing is known.
  ///   - targets: what should report; nil where nobody says.
  ///   - folder: for a temporary file without a name, in which results are kept that do not fit in memory; nil is that
  ///     of the environment.
  public init(
    baseline: Baseline? = nil, expecting targets: ExpectedTargets? = nil, folder: String? = nil
  ) {
    self.init(baseline: baseline, expecting: targets, results: ResultTable(in: folder))
  }

  /// Starts with an empty table of results.
  init(
    baseline: Baseline? = nil, expecting targets: ExpectedTargets? = nil, results: ResultTable
  ) {
    self.baseline = baseline
    self.targets = targets
    self.results = results
  }

  /// Why the temporary file could not be used: then nothing can be judged. Nil where nothing went wrong.
  public var failure: SystemError? { results.failure }

  /// Takes a node: what is kept of it is judged by `outcome`.
  public mutating func add(_ node: MergedNode) {
    let fingerprint = node.facts.fingerprint.map { NodeSetting(key: $0.key, value: $0.value) }
    let covered = node.coveredHours
    for hour in covered { hours.cover(hour.known, in: hour.start, of: nodes.count) }
    let model = models.place(of: node.facts.model)
    if model == parts.count { parts.append(ModelParts(node.facts)) }
    var kept = CheckedNode(
      node, model: model,
      settings: settings.place(of: fingerprint.sorted()), covered: covered)
    _ = modelSettings.place(of: ModelSettings(model: kept.model, settings: kept.settings))
    let ran = node.benchmarks.span
    // Results of one run, which say the same, follow each other.
    var run = (told: [NodeSetting](), settings: kept.settings)
    for number in ran.indices {
      let place = benchmarks.place(
        ifNext: { $0.names(ran[number]) }, else: { BenchmarkName(ran[number]) })
      if ran[number].settings != run.told {
        let told = ran[number].settings
        let isNow = told.allSatisfy(fingerprint.contains)
        run = (
          told,
          isNow ? kept.settings : settings.place(of: NodeSetting.laid(told, over: fingerprint))
        )
        _ = modelSettings.place(of: ModelSettings(model: kept.model, settings: run.settings))
      }
      checksums.add(
        ran[number], of: nodes.count, model: kept.model, benchmark: place, settings[run.settings])
      let result = CheckedNode.Result(
        ran[number], benchmarks[place], benchmark: place, settings: run.settings)
      if let result {
        results.append(result, of: nodes.count, model: kept.model)
        kept.hasResults = true
      }
    }
    if let idle = node.facts.idle {
      let place = benchmarks.place(of: .idlePower(of: idle.domains))
      results.append(
        CheckedNode.Result(idle: idle.watts, benchmark: place, settings: kept.settings),
        of: nodes.count, model: kept.model)
    }
    nodes.append(kept)
  }

  /// Kinds of findings behind which energy may be wrong by far, whatever measured it.
  private static let doubts: Set<String> = ["unit_error", "cloned_id", "books"]

  /// Nodes whose unit, identity or books are in doubt.
  public var doubtedNodes: Set<NodeID> {
    var doubted: Set<NodeID> = []
    for node in nodes where node.facts.contains(where: { Self.doubts.contains($0.kind) }) {
      doubted.insert(node.id)
    }
    for finding in FleetFacts.unitErrors(nodes, models.names) {
      if let node = finding.place.node { doubted.insert(node) }
    }
    return doubted
  }

  /// What some nodes are called: their hosts, else the beginnings of their ids, in the order of ids.
  public func names(of chosen: Set<NodeID>) -> [String] {
    nodes.lazy.filter { chosen.contains($0.id) }.map {
      $0.place.hostname ?? String($0.id.description.prefix(12))
    }
  }

  /// From when to when a node's results of a suite ended, in nanoseconds since 1970; nil where it has none.
  func times(of node: Int, in suite: String) -> ClosedRange<UInt64>? {
    let times = results(of: node).filter { benchmarks[results.benchmark($0)].suite == suite }
      .map { result($0).ended ?? nodes[node].end }
    guard let first = times.min(), let last = times.max() else { return nil }
    return first...last
  }

  /// Where the results of a node stand, in the order of their names.
  func results(of node: Int) -> [ResultTable.Place] {
    results.places(of: node, model: nodes[node].model)
      .sorted { benchmarks[results.benchmark($0)] < benchmarks[results.benchmark($1)] }
  }

  /// A result by its place in `results`.
  func result(_ place: ResultTable.Place) -> CheckedNode.Result {
    results.result(place, benchmarks)
  }

  /// Which nodes there should be, and which did not report; nil where nobody says.
  var expected: ExpectedNodes? {
    targets.map {
      ExpectedNodes($0, among: nodes.map { .init(id: $0.id, hostname: $0.place.hostname) })
    }
  }

  /// Judges all nodes that were taken.
  public func outcome() -> CheckOutcome {
    let assessment = Assessment(of: self)
    return CheckOutcome(of: self, assessment)
  }

  /// The arithmetic behind what is said of one node, line by line, and whether something was found there.
  ///
  /// - Parameter name: a host's name, the beginning of an id, or the first label of a host's name; the first of these
  ///   that any node has, or that a target has which did not report.
  public func explanation(
    of name: String
  ) throws(UnknownNode) -> (lines: [String], isFound: Bool) {
    let places = places(of: name)
    guard places.count == 1, let place = places.first else {
      if places.isEmpty, let lines = Explanation.lines(ofAbsent: name, in: expected) {
        return (lines, true)
      }
      throw UnknownNode(name: name, nodes: places.map { nodes[$0] })
    }
    let assessment = Assessment(of: self, keeping: place)
    let outcome = CheckOutcome(of: self, assessment)
    let explanation = Explanation(of: place, in: self, assessment, outcome)
    return (explanation.lines, explanation.isFound)
  }

  /// Names of hosts and hexadecimal digits are the same in capitals.
  private func places(of name: String) -> [Int] {
    let name = name.lowercased()
    guard !name.isEmpty else { return [] }
    let ways: [(CheckedNode) -> Bool] = [
      { $0.place.hostname?.lowercased() == name },
      { $0.id.description.hasPrefix(name) },
      { $0.place.hostname?.lowercased().hasPrefix(name + ".") ?? false },
    ]
    for matches in ways {
      let places = nodes.indices.filter { matches(nodes[$0]) }
      if !places.isEmpty { return places }
    }
    return []
  }
}
