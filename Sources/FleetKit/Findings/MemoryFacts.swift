internal import NodeModel

/// Nodes with fewer or slower memory modules than nearly all of their model.
///
/// A module that failed is no configuration: several nodes without one would be each other's peers, and all sound. So
/// these nodes are compared with those that have all modules.
struct MemoryFacts {
  /// By node.
  private(set) var findings: [Int: FleetFinding] = [:]
  /// Settings by their places; behind those of nodes and results those under which these are compared.
  private(set) var table: [[NodeSetting]]
  private var compared: [ModelSettings: Int] = [:]

  /// The key of the fingerprint.
  static let key = "memory"
  /// So many tenths of a model have to be better.
  private static let betterTenths = 9
  /// A model with more has no usual memory.
  private static let mostValues = 256

  /// Looks at all nodes.
  ///
  /// - Parameter parts: as which model each is compared. Modules of a dead package are not seen either.
  init(of check: FleetCheck, _ parts: PartFacts) {
    table = check.settings.names
    let values = table.map { settings in settings.first { $0.key == Self.key }?.value }
    var counts: [Int: [String: Int]] = [:]
    for node in check.nodes {
      if let value = values[node.settings] {
        counts[parts.model(of: node), default: [:]][value, default: 0] += 1
      }
    }
    let usual = counts.mapValues { Self.betterValues($0) }
    for (number, node) in check.nodes.enumerated() {
      let model = parts.model(of: node)
      if let value = values[node.settings], let better = usual[model]?[value] {
        findings[number] = Self.finding(node, value, better, counts[model] ?? [:])
      }
    }
    var places: [[NodeSetting]: Int] = [:]
    for known in check.modelSettings.names {
      guard let value = values[known.settings],
        let better = usual[parts.model(like: known.model)]?[value]
      else { continue }
      let settings = table[known.settings].map {
        $0.key == Self.key ? NodeSetting(key: $0.key, value: better) : $0
      }
      if places.isEmpty {
        places = Dictionary(zip(table, table.indices)) { first, _ in first }
      }
      let place = places[settings] ?? table.count
      if place == table.count {
        places[settings] = place
        table.append(settings)
      }
      compared[known] = place
    }
  }

  /// The place of the settings under which what has these is compared with others of its model.
  func settings(of model: Int, _ settings: Int) -> Int {
    compared[ModelSettings(model: model, settings: settings)] ?? settings
  }

  /// With which memory a node is compared; nil where it is its own.
  func usual(for node: CheckedNode) -> String? {
    compared[ModelSettings(model: node.model, settings: node.settings)]
      .flatMap { table[$0].first { $0.key == Self.key }?.value }
  }

  /// The values that are behind nine tenths of a model, or one node's behind those of all others, with the value that
  /// most of the better ones have.
  private static func betterValues(_ counts: [String: Int]) -> [String: String] {
    let known = counts.compactMap { value, count in
      MemoryPopulation(value).map { (value: value, count: count, memory: $0) }
    }
    let all = known.reduce(0) { $0 + $1.count }
    guard all >= PeerGroup.leastCount, known.count <= mostValues else { return [:] }
    var usual: [String: String] = [:]
    for one in known {
      let better = known.filter { one.memory.isBehind($0.memory) }
      let count = better.reduce(0) { $0 + $1.count }
      guard 10 * count >= betterTenths * all || one.count == 1 && count == all - 1 else { continue }
      usual[one.value] = better.max { ($0.count, $1.value) < ($1.count, $0.value) }?.value
    }
    return usual
  }

  private static func finding(
    _ node: CheckedNode, _ value: String, _ usual: String, _ counts: [String: Int]
  ) -> FleetFinding {
    let all = counts.values.reduce(0, +)
    return FleetFinding(
      .warning, kind: "memory", place: node.place, subject: "memory modules",
      text: "\(value), where \(counts[usual] ?? 0) of \(all) of its model have \(usual)",
      confidence: .certain, firstSeen: node.end, action: Remedy.memory)
  }
}
