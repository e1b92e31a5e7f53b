import Agent
import EnergyLedger
import FoundationEssentials
import NodeModel

extension CommandReport {
  /// Reads what the agent says at a command's end: `docs/schema/command.json`. Rows stay where they are.
  init(json: [UInt8]) throws {
    let document = try JSONDecoder().decode(Document.self, from: Data(json))
    guard let epoch = Epoch(document.epoch), let start = Timestamp.nanoseconds(of: document.start)
    else { throw RunLedger.Unknown(line: "the agent's answer has no epoch or no start") }
    var record = JobRecord(
      epoch: epoch, id: document.job_id, name: document.name, manager: .run, start: start)
    record.end = document.end.flatMap { Timestamp.nanoseconds(of: $0) }
    record.state = .ended
    // Only sums are shown: all of them stand in the first component.
    record.totals.full[0] = document.energy_uj ?? 0
    record.totals.dynamic[0] = document.dynamic_energy_uj ?? 0
    record.totals.low = document.low_uj ?? 0
    record.totals.high = document.high_uj ?? 0
    record.totals.tier =
      Tier.allCases.first { String($0.letter) == document.tier } ?? .fallback
    self.init(
      record: record, outer: document.within, rows: [],
      processorTime: UInt64(max(0, document.cpu_seconds) * 1e9),
      node: document.node.map {
        NodeEnergy(energy: $0.energy_uj, low: $0.low_uj, high: $0.high_uj)
      },
      isKnown: document.energy_uj != nil, method: document.method,
      footprint: document.footprint.map {
        CommandFootprint(
          grams: $0.carbon_grams, factors: $0.carbon_factors, cost: $0.cost,
          currency: $0.currency, prices: $0.cost_factors)
      })
    lacks = document.lacks ?? []
  }

  private struct Document: Decodable {
    let job_id: String
    let within: String?
    let name: String
    let epoch: String
    let start: String
    let end: String?
    let cpu_seconds: Double
    let energy_uj: UInt64?
    let dynamic_energy_uj: UInt64?
    let low_uj: UInt64?
    let high_uj: UInt64?
    let tier: String?
    let method: String?
    let node: Node?
    let lacks: [String]?
    let footprint: Footprint?
  }

  private struct Node: Decodable {
    let energy_uj: UInt64
    let low_uj: UInt64
    let high_uj: UInt64?
  }

  private struct Footprint: Decodable {
    let carbon_grams: Double
    let carbon_factors: String
    let cost: Double?
    let currency: String?
    let cost_factors: String?
  }
}
