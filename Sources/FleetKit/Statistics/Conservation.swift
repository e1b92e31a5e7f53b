internal import NodeModel

/// The proof that no microjoule was lost or counted twice: one total, added up along independent ways.
public struct Conservation: Sendable {
  /// A way to add up all energy, and what it comes to in microjoules.
  public struct Way: Sendable, Equatable {
    /// What was added up: "sites".
    public let name: String
    /// In microjoules.
    public let energy: Int128
  }

  /// The energy of all nodes, in microjoules.
  public let energy: Int128
  /// Each way.
  public let ways: [Way]
  /// Nodes whose own books contradict themselves.
  public let contradictions: Int

  /// Adds up all that was counted, and the tables of owners that are made of it.
  public init(_ statistics: FleetStatistics, owners: [OwnerTable]) {
    let under = statistics.buckets[Int(Bucket.residualUnder.rawValue)].energy.full
    let over = Bucket.allCases.filter { $0 != .residualUnder }
      .reduce(Int128(0)) { $0 + statistics.buckets[Int($1.rawValue)].energy.full }
    var ways = [
      Way(name: "sites", energy: statistics.sites.values.sum(\.balance.energy.full)),
      Way(name: "models", energy: statistics.models.values.sum(\.balance.energy.full)),
      Way(name: "hours", energy: statistics.hours.hours.values.sum(\.energy)),
      Way(name: "jobs", energy: statistics.jobs.energy + over - under),
    ]
    var components: Int128 = 0
    for place in 0..<6 { components += statistics.components[place] }
    ways.append(Way(name: "components", energy: components))
    var tiers: Int128 = 0
    for tier in Tier.allCases { tiers += statistics.balance.energy.energy(of: tier) }
    ways.append(Way(name: "tiers", energy: tiers))
    for table in owners {
      ways.append(
        Way(
          name: table.property + "s",
          energy: table.lines.values.sum(\.tally.energy.full) + over - under))
    }
    energy = statistics.balance.energy.full
    self.ways = ways
    contradictions = statistics.contradictions
  }

  /// Whether all ways come to the same, and no node contradicts itself.
  public var holds: Bool { contradictions == 0 && ways.allSatisfy { $0.energy == energy } }
}

extension Sequence {
  fileprivate func sum(_ amount: (Element) -> Int128) -> Int128 {
    reduce(0) { $0 + amount($1) }
  }
}
