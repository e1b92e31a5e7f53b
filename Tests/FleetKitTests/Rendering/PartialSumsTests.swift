import Footprint
import Foundation
import NodeModel
import TestSupport
import Testing

@testable import FleetKit

@Suite("Sums of a part of the energy")
struct PartialSumsTests {
  private static let kilowattHour: UInt64 = 3_600_000_000_000

  /// Nodes of a kilowatt hour each, with their factors.
  private static func report(_ factors: [[MergedNode.Factors]]) -> FleetReport {
    FleetReport(
      statistics(
        factors.enumerated().map { place, factors in
          Make.node(UInt64(place + 1)) {
            $0.factors = factors
            $0.add(.job("slurm:a/\(place)"), [kilowattHour])
            $0.addJob("slurm:a/\(place)", team: "t\(place)")
          }
        }))
  }

  private static func details(_ title: String, _ report: FleetReport) -> [String] {
    Headline(report).answers.first { $0.title == title }?.details ?? []
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  private static func table(_ name: String, _ report: FleetReport) -> [[Substring]] {
    var bytes: [UInt8] = []
    for file in CSVReport.files(report) where file.name == name { file.write { bytes += $0 } }
    return text(bytes).split(separator: "\r\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
  }

  @Test("of two nodes of which one has a price, each format says that cost is of half")
  func price() throws {
    let report = Self.report([[Make.factors(price: 0.2)], [Make.factors()]])
    #expect(Self.details("Cost", report).contains("50.0\u{202F}% of energy has no price"))
    let csv = Self.table("sites.csv", report)
    let column = try #require(csv[0].firstIndex(of: "priced_ratio"))
    #expect(csv[1][column] == "0.5")
    let teams = Self.table("teams.csv", report)
    let share = try #require(teams[0].firstIndex(of: "priced_ratio"))
    #expect(teams[1...2].map { $0[share] } == ["1", "0"])
    let json = JSONReport.bytes(report)
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(json)) as? [String: Any])
    for part in ["totals", "sites"] {
      let object = (document[part] as? [Any])?.first ?? document[part]
      let one = try #require(object as? [String: Any])
      #expect(one["priced_ratio"] as? Double == 0.5 && one["factored_ratio"] as? Double == 1)
    }
    #expect(try SchemaCheck.errors(in: Data(json), schema: "fleet.json") ?? "" == "")
    let markdown = Self.text(MarkdownReport.bytes(report))
    #expect(markdown.contains("| With a price |") && !markdown.contains("With factors"))
    let page = Self.text(HTMLReport.bytes(report))
    #expect(page.contains("With a price</th>") && page.contains("<td>50.0\u{202F}%</td>"))
    let series = Self.text(PrometheusReport.bytes(report))
    #expect(series.contains("\nnodeprobe_fleet_priced_ratio{site=\"alpha\"} 0.5\n"))
    #expect(series.contains("\nnodeprobe_fleet_factored_ratio{site=\"alpha\"} 1.0\n"))
    // All of it is nothing to remark.
    let whole = Self.report([[Make.factors(price: 0.2)]])
    #expect(!Self.text(MarkdownReport.bytes(whole)).contains("With a price"))
  }

  @Test("of two nodes of which one has factors, people see that carbon is of half")
  func factors() {
    let report = Self.report([[Make.factors()], []])
    #expect(Self.text(MarkdownReport.bytes(report)).contains("| With factors |"))
    #expect(Self.text(HTMLReport.bytes(report)).contains("With factors</th>"))
    let series = Self.text(PrometheusReport.bytes(report))
    #expect(series.contains("\nnodeprobe_fleet_factored_ratio{site=\"alpha\"} 0.5\n"))
  }

  @Test("of the making of nodes stands beside it of how much of their time it is")
  func making() throws {
    let part = EmbodiedPart(
      name: "server", count: 1, kilograms: Factor(Millionths(count: 2_000_000_000)),
      resource: .cores, source: "test")
    let rates = try #require(
      EmbodiedRates([part], of: NodeCapacity(cores: 8, accelerators: 0, memoryMebibytes: 0)))
    // Five minutes of one of four: 2,000 kg over 4 × 8,760 h.
    let known = [Make.factors(embodied: rates)]
    let report = Self.report([known, [Make.factors()], [], []])
    #expect(
      Self.details("Carbon", report).contains(
        "4.76\u{202F}g more from making the nodes, of 25.0\u{202F}% of node time"))
    let csv = Self.table("sites.csv", report)
    let column = try #require(csv[0].firstIndex(of: "embodied_ratio"))
    #expect(csv[1][column] == "0.25")
    #expect(Self.text(MarkdownReport.bytes(report)).contains("| Embodied, g | Making known |"))
    let series = Self.text(PrometheusReport.bytes(report))
    #expect(series.contains("\nnodeprobe_fleet_embodied_ratio{site=\"alpha\"} 0.25\n"))
    let all = Self.report([known])
    #expect(
      Self.details("Carbon", all).contains("4.76\u{202F}g more from making the nodes"))
    #expect(!Self.text(MarkdownReport.bytes(all)).contains("Making known"))
  }

  @Test("carbon by contracts is of the energy for which somebody states any, and says of how much")
  func contracts() throws {
    // 1 kWh × 1.5 × 100 g by contracts, and three that state none.
    let average = [
      Make.factors(market: 400, contracts: "grid average, no contracts stated")
    ]
    let report = Self.report([[Make.factors(market: 100)], average, average, average])
    #expect(
      Self.details("Carbon", report).contains(
        "150\u{202F}g by contracts, of 25.0\u{202F}% of energy"))
    let teams = Self.table("teams.csv", report)
    let column = try #require(teams[0].firstIndex(of: "market_lifecycle_ug"))
    #expect(teams[1...4].map { $0[column] } == ["150000000", "", "", ""])
    #expect(Self.text(MarkdownReport.bytes(report)).contains("| With contracts |"))
    let json = Self.text(JSONReport.bytes(report))
    #expect(json.contains("\"market_lifecycle_ug\":\"150000000\""))
    // Where nobody states any there is neither a column nor a gauge nor a figure of charges.
    let none = Self.report([average])
    #expect(!Self.text(MarkdownReport.bytes(none)).contains("By contracts"))
    #expect(!Self.text(JSONReport.bytes(none)).contains("market_lifecycle_ug"))
    #expect(!Self.text(PrometheusReport.bytes(none)).contains("market_carbon_grams"))
    var charges = FleetCharges()
    charges.count(
      Make.node(1) {
        $0.factors = average
        $0.add(.bucket(.system), [Self.kilowattHour])
      })
    // 0.6 kg by the grid's average, and nothing by contracts.
    #expect(Self.text(FocusReport.bytes(charges)).contains(",0.600000000,,lifecycle,"))
  }

  @Test("energy that is in the price of cores has one, and is not said to be at the entrance")
  func cores() {
    func details(_ factors: MergedNode.Factors) -> [String] {
      let report = FleetReport(
        statistics([
          Make.node(1) {
            $0.factors = [factors]
            $0.facts.threads = 4
            $0.add(.job("slurm:a/1"), [Self.kilowattHour])
            $0.addJob("slurm:a/1", end: $0.start + 300_000_000_000, cores: 300_000)
          }
        ]))
      return Self.details("Cost", report)
    }
    let cloud = details(Make.factors(core: 0.05))
    #expect(cloud.first == "of cores: energy has no price of its own")
    #expect(!cloud.contains { $0.contains("has no price") && $0.contains("%") })
    #expect(details(Make.factors(price: 0.2)).first == "of energy at the site's entrance")
    #expect(
      details(Make.factors(price: 0.2, core: 0.05)).first
        == "of energy at the site's entrance, and of cores")
  }

  @Test("a wall meter below its components makes no share of more than all")
  func withdrawn() throws {
    let report = FleetReport(
      statistics([
        Make.node(1) {
          $0.add(.job("slurm:a/1"), .package, [5_000_000])
          $0.add(.job("slurm:a/1"), .accelerator, [120_000_000])
          $0.add(.bucket(.residualUnder), .rest, [25_000_000], tier: .wall)
        }
      ]))
    // 125 J are handed out, and 100 J are what the meter shows.
    #expect(report.statistics.balance.energy.full == 100_000_000)
    #expect(Self.details("How sure", report)[1] == "100\u{202F}% by counters")
    let tiers = report.tierTable
    #expect(tiers.rows.map { $0[3] } == [.real(0), .real(1)])
    let json = JSONReport.bytes(report)
    #expect(Self.text(json).contains("\"accelerator_ratio\":1,"))
    #expect(try SchemaCheck.errors(in: Data(json), schema: "fleet.json") ?? "" == "")
  }
}
