import FleetKit
import Footprint
import NodeModel

/// Merged nodes with few words.
enum Make {
  /// 2026-11-21 00:00 UTC, in seconds since 1970.
  static let midnight: Int64 = 1_795_219_200

  static func node(
    _ number: UInt64, site: String? = "alpha", _ change: (inout MergedNode) -> Void = { _ in }
  ) -> MergedNode {
    var facts = NodeFacts()
    facts.hostname = "node\(number)"
    facts.site = site
    var node = MergedNode(
      id: NodeID((0, 0, 0, number)), start: UInt64(midnight) * 1_000_000_000,
      end: UInt64(midnight + 3600) * 1_000_000_000, facts: facts)
    change(&node)
    return node
  }

  /// Factors as agents keep them.
  static func factors(
    pue: Double = 1.5, status: String = "configured pue2", intensity: Double = 400,
    market: Double = 100, price: Double? = nil,
    core: Double? = nil,
    currency: String = "EUR", basis: String = "lifecycle", zone: String = "DE",
    contracts: String = "test", embodied: EmbodiedRates? = nil,
    since: Int64 = midnight
  ) -> MergedNode.Factors {
    func note(
      _ name: String, _ value: Double, _ unit: String, _ remarks: [String],
      source: String = "test"
    ) -> FactorNote {
      FactorNote(
        name: name, value: value, within: nil, unit: unit, source: source, quality: .estimated,
        year: 2025, remarks: remarks)
    }
    var notes = [
      note("pue", pue, "", status.split(separator: " ").map { String($0) }),
      note("intensity", intensity, "g/kWh", [zone, "country", basis, "average", "CO2e"]),
      note("market_intensity", market, "g/kWh", [], source: contracts),
    ]
    if let price { notes.append(note("price", price, currency + "/kWh", [])) }
    if let core { notes.append(note("price", core, currency + "/core h", [])) }
    return MergedNode.Factors(
      since: UInt64(since) * 1_000_000_000,
      set: FactorSet(
        version: "test/1", currency: Currency(currency), notes: notes, embodied: embodied))
  }
}

extension MergedNode {
  /// Adds a row of the package.
  mutating func add(
    _ owner: Owner, hour: Int64 = Make.midnight, _ slots: [UInt64], tier: Tier = .components,
    low: UInt64? = nil, high: UInt64? = nil, dynamic: UInt64 = 0
  ) {
    add(owner, .package, hour: hour, slots, tier: tier, low: low, high: high, dynamic: dynamic)
  }

  /// Adds a row whose slots from the first on have these energies, in microjoules.
  mutating func add(
    _ owner: Owner, _ component: EnergyComponent, hour: Int64 = Make.midnight,
    _ slots: [UInt64], tier: Tier = .components, low: UInt64? = nil, high: UInt64? = nil,
    dynamic: UInt64 = 0
  ) {
    let place = owners.firstIndex(of: owner) ?? owners.count
    if place == owners.count { owners.append(owner) }
    var full = HourSlots()
    var active = HourSlots()
    var tiers: UInt64 = 0
    for (slot, energy) in slots.enumerated() {
      full[slot] = energy
      tiers |= UInt64(tier.rawValue) << UInt64(4 * slot)
    }
    active[0] = dynamic
    rows.append(
      FleetRow(
        owner: place, component: component, hour: hour, epoch: Epoch(high: 1, low: 1),
        sequence: UInt64(rows.count + 1), revision: 1, isFinal: true,
        known: UInt16((1 << slots.count) - 1), tiers: tiers, full: full, dynamic: active,
        low: low ?? full.total, high: high ?? full.total))
  }

  /// Adds a job.
  mutating func addJob(
    _ id: String, team: String? = nil, project: String? = nil, user: String? = nil,
    account: String? = nil, end: UInt64? = nil, processorSeconds: Double? = nil,
    cores: UInt64? = nil, mebibytes: UInt64? = nil
  ) {
    jobs.append(
      FleetJob(
        id: id, epoch: nil, name: "job " + id, manager: "slurm", user: user, account: account,
        tags: [("project", project), ("team", team)].compactMap { key, value in
          value.map { (key, $0) }
        }, start: start, end: end, energy: 0,
        dynamicEnergy: 0, low: 0, high: 0, tier: .components, processorSeconds: processorSeconds,
        reservedCoreMilliseconds: cores, reservedMebibyteMilliseconds: mebibytes))
  }
}

/// The report of some nodes, with what a check finds.
func report(_ nodes: [MergedNode]) -> FleetReport {
  var check = FleetCheck()
  for node in nodes { check.add(node) }
  let doubted = nodes.filter { check.doubtedNodes.contains($0.id) }
  return FleetReport(
    statistics(nodes), check: check.outcome(), intake: FleetIntake(),
    doubted: doubted.isEmpty ? nil : statistics(doubted))
}

/// The statistics of some nodes.
func statistics(_ nodes: [MergedNode]) -> FleetStatistics {
  var statistics = FleetStatistics()
  for node in nodes { statistics.count(node) }
  return statistics
}
