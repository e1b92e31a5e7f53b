internal import NodeModel

/// Nodes with fewer packages, cores or accelerators than nearly all of their kind.
///
/// With them a node has another model, in which it would be alone, and sound. So it is compared with those that have all
/// parts.
struct PartFacts {
  /// By node.
  private(set) var findings: [Int: [FleetFinding]] = [:]
  /// As which model others are compared.
  private var compared: [Int: Int] = [:]

  /// What a model lacks.
  private struct Lack {
    let kind: String
    /// What it has.
    let words: String
    /// What is usual.
    let usual: String
    /// Whether several machines can have been bought so: nobody buys seven accelerators where eight go in.
    let mayBeBought: Bool

    /// What those have in common that lack the same.
    var likeness: [String] { [kind, words] }
  }

  /// So many tenths of a kind have to be better.
  private static let betterTenths = 9
  /// A kind with more models has no usual one.
  private static let mostModels = 256

  /// Models of one kind, and how many nodes each has.
  private struct Population {
    let models: [Int]
    let counts: [Int]
    let all: Int

    init(_ models: [Int], _ counts: [Int]) {
      self.models = models
      self.counts = counts
      all = models.reduce(0) { $0 + counts[$1] }
    }

    /// The models that a model is behind, where they are nine tenths of the nodes or it is the only node that is.
    func better(than model: Int, _ isBehind: (Int, Int) -> Bool) -> [Int] {
      let better = models.filter { isBehind(model, $0) }
      let count = better.reduce(0) { $0 + counts[$1] }
      let isUsual =
        10 * count >= PartFacts.betterTenths * all || counts[model] == 1 && count == all - 1
      return isUsual ? better : []
    }

    /// Of some models that of most nodes.
    func usual(_ models: [Int]) -> Int? {
      models.max { (counts[$0], $1) < (counts[$1], $0) }
    }
  }

  /// Looks at all nodes.
  init(of check: FleetCheck) {
    let parts = check.parts
    var counts = [Int](repeating: 0, count: parts.count)
    for node in check.nodes { counts[node.model] += 1 }
    let kinds = Dictionary(grouping: parts.indices.filter { parts[$0].isOfOneSize }) {
      parts[$0].kind
    }
    var lacks: [Int: [(lack: Lack, others: Int)]] = [:]
    for models in kinds.values where models.count > 1 {
      for population in Self.populations(models, parts, counts) {
        guard population.all >= PeerGroup.leastCount, population.models.count <= Self.mostModels
        else { continue }
        let found = population.models.map { look(at: $0, in: population, parts) }
        var nodes: [[String]: Int] = [:]
        for (model, own) in zip(population.models, found) {
          for lack in own { nodes[lack.likeness, default: 0] += counts[model] }
        }
        for (model, own) in zip(population.models, found) where !own.isEmpty {
          lacks[model] = own.map { ($0, (nodes[$0.likeness] ?? 1) - 1) }
        }
      }
    }
    for (number, node) in check.nodes.enumerated() {
      guard let own = lacks[node.model] else { continue }
      findings[number] = own.map { Self.finding($0.lack, sharedBy: $0.others, node) }
    }
  }

  /// The model as which a node is compared.
  func model(of node: CheckedNode) -> Int { model(like: node.model) }

  /// The model as which nodes of a model are compared.
  func model(like model: Int) -> Int { compared[model] ?? model }

  /// Models of one product by the models of their accelerators. Who has none at all is among those that nearly all have.
  private static func populations(
    _ models: [Int], _ parts: [ModelParts], _ counts: [Int]
  ) -> [Population] {
    var groups = Dictionary(grouping: models) { parts[$0].acceleratorModels }
    let all = models.reduce(0) { $0 + counts[$1] }
    if let none = groups[[]],
      let usual = groups.first(where: { names, models in
        !names.isEmpty && 10 * models.reduce(0) { $0 + counts[$1] } >= betterTenths * all
      })
    {
      groups[usual.key] = (usual.value + none).sorted()
      groups[[]] = nil
    }
    return groups.values.map { Population($0, counts) }
  }

  private mutating func look(
    at model: Int, in population: Population, _ parts: [ModelParts]
  ) -> [Lack] {
    var lacks: [Lack] = []
    func isBehindInCores(_ one: Int, _ other: Int) -> Bool {
      parts[one].isBehindInCores(parts[other])
    }
    func isBehindInAccelerators(_ one: Int, _ other: Int) -> Bool {
      parts[one].isBehindInAccelerators(parts[other])
    }
    func tell(
      _ kind: String, _ better: [Int], mayBeBought: Bool = true, _ words: (ModelParts) -> String
    ) {
      // Those that differ in other parts have as many of these.
      let counts = Dictionary(grouping: better) { words(parts[$0]) }
        .mapValues { $0.reduce(0) { $0 + population.counts[$1] } }
      guard let usual = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else { return }
      lacks.append(
        Lack(
          kind: kind, words: words(parts[model]),
          usual: "\(usual.value) of \(population.all) of its kind have \(usual.key)",
          mayBeBought: mayBeBought))
    }
    let cores = population.better(than: model, isBehindInCores)
    let accelerators = population.better(than: model, isBehindInAccelerators)
    tell("cores", cores, \.coreWords)
    let usual = population.usual(accelerators).map { parts[$0].acceleratorCount } ?? 0
    tell(
      "accelerators", accelerators, mayBeBought: parts[model].acceleratorCount <= usual / 2,
      \.acceleratorWords)
    // Better in what it lacks, and no worse in the rest.
    let whole = population.models.filter { other in
      (cores.contains(other) || cores.isEmpty && !isBehindInCores(other, model))
        && (accelerators.contains(other)
          || accelerators.isEmpty && !isBehindInAccelerators(other, model))
    }
    if !lacks.isEmpty { compared[model] = population.usual(whole) }
    return lacks
  }

  /// A part that breaks is one machine's; several that lack the same may have been bought so.
  private static func finding(
    _ lack: Lack, sharedBy others: Int, _ node: CheckedNode
  ) -> FleetFinding {
    guard others > 0, lack.mayBeBought else {
      return FleetFinding(
        .critical, kind: lack.kind, place: node.place, subject: lack.kind,
        text: "\(lack.words), where \(lack.usual)", confidence: .certain,
        firstSeen: node.end, action: lack.kind == "cores" ? Remedy.cores : Remedy.accelerators)
    }
    var finding = FleetFinding(
      .warning, kind: lack.kind, place: node.place, subject: lack.kind,
      text: "\(lack.words), as \(others) other\(others == 1 ? "" : "s"), where \(lack.usual)",
      confidence: .suspect, firstSeen: node.end, action: Remedy.fewerParts)
    finding.evidence = ["bought so, or one fault in common"]
    return finding
  }
}
