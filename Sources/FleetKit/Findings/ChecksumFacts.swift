internal import NodeModel

/// Digests of what nodes computed, by those that have to have the same.
///
/// Silent corruption that is smaller than what rounding may do passes the node's own check; among machines of one kind
/// the bits show it.
struct ChecksumFacts: Sendable {
  /// Nodes that run the same instructions on the same numbers.
  private struct Kind: Hashable {
    var model: Int
    let benchmark: Int
    /// That of the benchmark.
    let version: String
    /// How it was compiled, and for which caches.
    let build: UInt64
  }

  /// A product of which most others have other bits.
  private struct Stray {
    let benchmark: Int
    /// How many have what is usual, of how many.
    let usual: Int
    let all: Int
    /// How many have the same bits as this one, itself among them.
    let sharers: Int
  }

  /// The nodes of each digest.
  private var bearers: [Kind: [UInt64: [Int32]]] = [:]

  /// So many tenths of a kind have to agree.
  private static let agreeingTenths = 9
  /// More subjects than these are not named one by one.
  private static let named = 4

  /// Notes what a node computed; nothing of a wrong result, nor of a node that does not say by which version.
  mutating func add(
    _ result: borrowing NodeBenchmark, of node: Int, model: Int, benchmark: Int,
    _ settings: [NodeSetting]
  ) {
    guard let checksum = result.checksum, result.isVerified,
      let version = settings.first(where: { $0.key == "benchmark" })?.value
    else { return }
    let kind = Kind(model: model, benchmark: benchmark, version: version, build: result.build)
    bearers[kind, default: [:]][checksum, default: []].append(Int32(truncatingIfNeeded: node))
  }

  /// Nodes whose bits are not those of their kind, in the order of nodes. What lacks a part is of the kind that has it.
  func findings(_ check: FleetCheck, _ parts: PartFacts) -> [FleetFinding] {
    var whole: [Kind: [UInt64: [Int32]]] = [:]
    for (kind, digests) in bearers {
      var kind = kind
      kind.model = parts.model(like: kind.model)
      whole[kind, default: [:]].merge(digests, uniquingKeysWith: +)
    }
    var strays: [Int: [Stray]] = [:]
    for (kind, digests) in whole where digests.count > 1 {
      let counts = digests.values.map(\.count)
      let all = counts.reduce(0, +)
      guard let usual = counts.max(), all >= PeerGroup.leastCount,
        10 * usual >= Self.agreeingTenths * all || usual == all - 1
      else { continue }
      for nodes in digests.values where nodes.count < usual {
        let stray = Stray(
          benchmark: kind.benchmark, usual: usual, all: all, sharers: nodes.count)
        for node in nodes { strays[Int(node), default: []].append(stray) }
      }
    }
    return strays.keys.sorted().map { node in
      let own = (strays[node] ?? []).sorted {
        check.benchmarks[$0.benchmark] < check.benchmarks[$1.benchmark]
      }
      return Self.finding(own, on: check.nodes[node], check)
    }
  }

  private static func finding(
    _ strays: [Stray], on node: CheckedNode, _ check: FleetCheck
  ) -> FleetFinding {
    // Errors of one machine are its own; the same bits elsewhere have a cause in common.
    let isAlone = strays.contains { $0.sharers == 1 }
    let first = strays.first { !isAlone || $0.sharers == 1 }
    var text = "other bits than those of "
    if let first { text += "\(first.usual) of \(first.all) of its kind" }
    if let first, first.sharers > 1 {
      text += ", and the same as those of \(first.sharers - 1) more"
    }
    var finding = FleetFinding(
      isAlone ? .critical : .warning, kind: "checksum", place: node.place,
      subject: first.map { check.benchmarks[$0.benchmark].description } ?? "gemm", text: text,
      confidence: isAlone ? .certain : .suspect, firstSeen: node.end,
      action: isAlone ? Remedy.wrongResult : Remedy.checksum)
    let others = strays.map(\.benchmark).filter { $0 != first?.benchmark }
    finding.evidence = others.prefix(named).map { "so of \(check.benchmarks[$0])" }
    if others.count > named { finding.evidence.append("and of \(others.count - named) more") }
    // Nobody can tell which of its other results are right.
    if isAlone { finding.cost = node.cost(ofLosing: 1) }
    return finding
  }
}
