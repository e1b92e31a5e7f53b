import Footprint
import NodeModel
import Testing

@testable import FleetKit

@Suite("Factors that reports state")
struct FactorTests {
  /// A node of a kilowatt hour whose report has these members in its factors.
  private static func node(_ factors: String, embodied: String = "") throws -> MergedNode {
    let slots = (0..<12).map { _ in "300000000000" }.joined(separator: ",")
    let none = (0..<12).map { _ in "0" }.joined(separator: ",")
    let text = """
      {"schema":"nodeprobe.report/1","node_id":"\(String(repeating: "0", count: 64))",
      "start":"2026-11-21T00:00:00Z","end":"2026-11-21T01:00:00Z",
      "factors":[{"since":"2026-11-01T00:00:00Z","version":"v/1","currency":"EUR",\(embodied)"factors":[
      {"name":"market_intensity","value":100,"unit":"g/kWh","source":"s","quality":"stated","remarks":[]},
      \(factors)]}],
      "rows":[{"owner":"system","component":"package","hour":"2026-11-21T00:00:00Z",
      "epoch":"5f0c2f6e-3f7b-4a52-9d0e-6f1a2b3c4d5e","sequence":1,"revision":1,"final":true,
      "tiers":"BBBBBBBBBBBB","full_uj":[\(slots)],"dynamic_uj":[\(none)],"low_uj":3600000000000,"high_uj":3600000000000}]}
      """
    let merged = try MergedFleet([Array(text.utf8)], readsNodes: true)
    #expect(merged.refusals.isEmpty, "\(merged.refusals)")
    return try #require(merged.nodes.first)
  }

  private static let effectiveness = #"{"name":"pue","value":1.5,"unit":""}"#

  private static func intensity(_ value: String) -> String {
    #"{"name":"intensity",\#(value)"unit":"g/kWh","remarks":["DE","lifecycle"]}"#
  }

  @Test(
    "of which one has no value or one that cannot be make no carbon, and a finding",
    arguments: [
      (Self.effectiveness, Self.intensity(""), "intensity without a value"),
      (#"{"name":"pue","unit":""}"#, Self.intensity("\"value\":400,"), "PUE without a value"),
      (
        Self.effectiveness, Self.intensity("\"value\":0,"),
        "intensity 0.0 g/kWh: it is above 0, and 2000 at most"
      ),
      (
        Self.effectiveness, Self.intensity("\"value\":2000.5,"),
        "intensity 2000.5 g/kWh: it is above 0, and 2000 at most"
      ),
    ])
  func missing(effectiveness: String, intensity: String, words: String) throws {
    let node = try Self.node(effectiveness + "," + intensity)
    let report = report([node])
    let footprint = report.statistics.balance.added.footprint
    #expect(footprint.energy == 0 && footprint.parts.isEmpty)
    #expect(SumShares(report.statistics.balance).carbon == 0)
    #expect(report.findings.map(\.kind) == ["factors"])
    #expect(report.findings.first?.text.hasPrefix(words) == true, "\(report.findings)")
    #expect(Headline(report).answers.first { $0.title == "Carbon" }?.figure == nil)
  }

  @Test("that changed with each slot of a year are in force from their slots on")
  func eachSlot() {
    // Two alternate, so that none is the same as before; of the last slot there are two, and the later one counts.
    let sets = [0.1, 0.2, 0.3].map { price in
      FactorSet(version: "\(price)", currency: nil, notes: [], embodied: nil)
    }
    let slots = 105_120
    func start(_ slot: Int) -> Int64 { Make.midnight + Int64(slot) * 300 }
    var said = (0..<slots).map { slot in
      MergedNode.Factors(since: UInt64(start(slot)) * 1_000_000_000, set: sets[slot % 2])
    }
    said.append(
      MergedNode.Factors(since: UInt64(start(slots - 1)) * 1_000_000_000 + 1, set: sets[2]))
    let factors = NodeFactors(said)
    #expect(factors.entries.count == slots)
    #expect(factors.number(at: start(0) - 300) == 0)
    #expect([0, 1, 2, 105_118].allSatisfy { factors.number(at: start($0) + 299) == $0 })
    #expect(factors.entry(at: start(77_777))?.version == "0.2")
    #expect(factors.entry(at: start(slots))?.version == "0.3")
  }

  @Test("that are sound make carbon, up to the most that a grid has")
  func sound() throws {
    for (value, grams) in [("400", 600), ("2000", 3000), ("0.5", 0.75)] as [(String, Double)] {
      let node = try Self.node(Self.effectiveness + "," + Self.intensity("\"value\":\(value),"))
      let report = report([node])
      #expect(report.findings.isEmpty)
      let location = report.statistics.balance.added.footprint.location(.lifecycle)
      // 1 kWh × 1.5.
      #expect(Double(location.millionths) == grams * 1e6)
    }
  }

  @Test("a price without a value is none")
  func price() throws {
    let node = try Self.node(
      Self.effectiveness + "," + Self.intensity("\"value\":400,")
        + #",{"name":"price","unit":"EUR/kWh"}"#)
    let report = report([node])
    #expect(report.findings.first?.text.hasPrefix("price without a value") == true)
    let shares = SumShares(report.statistics.balance)
    #expect(shares.carbon == 1 && shares.cost == 0)
    #expect(report.statistics.balance.added.currencies.isEmpty)
  }

  @Test(
    "a part of a node without its number or its weight makes the making unknown, not less",
    arguments: [
      (#"{"name":"card","resource":"cores","count":4}"#, false),
      (#"{"name":"card","resource":"cores","count":4,"kilograms":-1}"#, false),
      (#"{"name":"card","resource":"cores","count":4,"kilograms":2e6}"#, false),
      (#"{"name":"card","resource":"cores","kilograms":150}"#, false),
      (#"{"name":"card","resource":"cores","count":4,"kilograms":150}"#, true),
    ])
  func parts(part: String, isKnown: Bool) throws {
    let node = try Self.node(
      Self.effectiveness + "," + Self.intensity("\"value\":400,"),
      embodied: """
        "embodied":{"lifetime_years":4,"cores":8,"accelerators":0,"memory_mebibytes":0,"parts":[
        {"name":"server","resource":"cores","kilograms":1400,"count":1},\(part)]},
        """)
    let embodied = report([node]).statistics.embodied
    #expect(embodied.slots == (isKnown ? 12 : 0))
    // 2,000 kg in an hour of four years of 8,760 h.
    #expect(embodied.amount.millionths == (isKnown ? 57_077_626 : 0))
  }
}
