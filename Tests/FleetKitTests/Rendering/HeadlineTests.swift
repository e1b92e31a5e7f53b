import NodeModel
import TestSupport
import Testing

@testable import FleetKit

/// The first screen: how much, what is broken, how sure, how complete.
@Suite("The first screen")
struct HeadlineTests {
  private static let kilowattHour: UInt64 = 3_600_000_000_000

  private func answer(_ title: String, _ report: FleetReport) throws -> Headline.Answer {
    try #require(Headline(report).answers.first { $0.title == title })
  }

  @Test("energy that nobody reported is not known, in the answer, the tables and the document")
  func unknownEnergy() throws {
    let report = FleetReport(statistics([Make.node(1, site: "dark")]))
    #expect(try answer("Energy", report).figure == nil)
    #expect(try answer("Energy", report).details == ["no report carries any energy"])
    let sites = report.siteTable()
    let column = try #require(sites.columns.firstIndex { $0.key == "energy_uj" })
    #expect(sites.rows[0][column] == .absent && sites.total?[column] == .absent)
    #expect(report.nodeLines.cells(0)[5] == .absent)
    #expect(report.modelTable().rows[0].contains(.whole(0)) == false)
    let document = String(decoding: JSONReport.bytes(report), as: UTF8.self)
    #expect(!document.contains("\"energy_uj\":"))
    // A node that used nothing for an hour is another matter.
    let idle = FleetReport(
      statistics([Make.node(1) { $0.add(.bucket(.system), [UInt64](repeating: 0, count: 12)) }]))
    #expect(try answer("Energy", idle).figure == "0")
  }

  @Test("of two currencies and bases that of more energy comes first, and nothing is added")
  func kinds() throws {
    let report = FleetReport(
      statistics([
        Make.node(1) {
          $0.factors = [
            Make.factors(
              pue: 1, intensity: 300, market: 300, price: 2, currency: "EUR", basis: "direct")
          ]
          $0.add(.bucket(.system), [Self.kilowattHour])
        },
        Make.node(2) {
          $0.factors = [
            Make.factors(pue: 1, intensity: 100, market: 100, price: 0.3, currency: "USD")
          ]
          $0.add(.bucket(.system), [3 * Self.kilowattHour])
        },
      ]))
    let cost = try answer("Cost", report)
    #expect(cost.figure == "0.90" && cost.unit == "USD")
    #expect(cost.details.contains("and 2.00 EUR of other energy, which is not added"))
    let carbon = try answer("Carbon", report)
    #expect(carbon.figure == "300" && carbon.details[0] == "location-based, lifecycle")
    #expect(
      carbon.details.contains("and 300\u{202F}g direct of other energy, which is not added"))
  }

  @Test("carbon by contracts is told where somebody states contracts, and nowhere else")
  func contracts() throws {
    func report(_ source: String) -> FleetReport {
      FleetReport(
        statistics([
          Make.node(1) {
            $0.facts.zone = "US-CA"
            $0.factors = [Make.factors(market: 400, zone: "US", contracts: source)]
            $0.add(.bucket(.system), [Self.kilowattHour])
          }
        ]))
    }
    func page(_ report: FleetReport) -> String {
      String(decoding: PrometheusReport.bytes(report), as: UTF8.self)
    }
    let none = report("grid average, no contracts stated")
    let details = try answer("Carbon", none).details
    #expect(details.contains("no contracts stated: by the grid's average alone"))
    #expect(!details.contains { $0.contains("by contracts") })
    #expect(!page(none).contains("market_carbon_grams"))
    #expect(page(none).contains("fleet_carbon_grams{"))
    // What an earlier agent said where nobody could state any.
    #expect(try answer("Carbon", report("grid average")).details == details)
    let some = report("wind park, grid average")
    // 1 kWh × 1.5 × 400 g/kWh.
    #expect(try answer("Carbon", some).details.contains("600\u{202F}g by contracts"))
    #expect(page(some).contains("market_carbon_grams"))
    // The zone of the site has no factor on this basis: beside its name stands whose was taken.
    let sites = some.siteTable()
    let zone = try #require(sites.columns.firstIndex { $0.key == "zone" })
    let taken = try #require(sites.columns.firstIndex { $0.key == "intensity_zone" })
    #expect(sites.rows[0][zone] == .text("US-CA") && sites.rows[0][taken] == .text("US"))
  }

  @Test("what is more estimated than measured is marked")
  func estimates() throws {
    func report(_ tiers: [Tier]) -> FleetReport {
      FleetReport(
        statistics([
          Make.node(1) { node in
            node.factors = [Make.factors(price: 1)]
            for (place, tier) in tiers.enumerated() {
              node.add(
                .bucket(.system), hour: Make.midnight + Int64(place) * 3600, [Self.kilowattHour],
                tier: tier)
            }
          }
        ]))
    }
    let estimated = report([.table, .fallback, .wall])
    for title in ["Energy", "Carbon", "Cost"] {
      #expect(try answer(title, estimated).figure?.hasPrefix("~") == true, "\(title)")
    }
    #expect(
      try answer("How sure", estimated).details.last == "~ is more estimated than measured")
    let page = String(decoding: HTMLReport.bytes(estimated), as: UTF8.self)
    #expect(page.contains("<td>~3.00</td>"))
    #expect(try answer("Energy", report([.wall, .table])).figure == "2.00")
  }

  @Test(
    "what was not judged is said beside what is broken",
    arguments: [
      (0, 0, "no benchmark was run: performance is not judged"),
      (0, 12, "performance is not judged: too few nodes are alike"),
      (988, 12, "12 of 1,000 results are not judged: too few nodes are alike"),
      (40, 0, "0 findings"),
    ])
  func judgement(results: Int, unjudged: Int, words: String) throws {
    let report = FleetReport(
      statistics([Make.node(1) { $0.add(.bucket(.system), [1]) }]),
      judgement: Judgement(results: results, unjudged: unjudged))
    #expect(try answer("Broken or suspect", report).details.last == words)
  }

  @Test("energy of nodes whose unit is in doubt is said, however well it was measured")
  func doubt() throws {
    let nodes = [
      Make.node(1) { $0.add(.bucket(.system), [1000]) },
      Make.node(2) { $0.add(.bucket(.system), [3000]) },
    ]
    let found = statistics(nodes)
    let findings = ["unit_error", "cloned_id"].map {
      ReportFinding(
        .critical, origin: .comparison, kind: $0, node: NodeID((0, 0, 0, 1)), label: "node1",
        site: nil, rack: nil, subject: "energy", text: "")
    }
    let report = FleetReport(found, findings: findings, doubted: statistics([nodes[0]]))
    let sure = try answer("How sure", report)
    #expect(sure.figure == "75.0\u{202F}%")
    #expect(
      sure.alarm == "25.0\u{202F}% is told by nodes whose unit, identity or books are in doubt")
    #expect(!sure.isAlert)
    let broken = try answer("Broken or suspect", report)
    #expect(broken.details.last == "2 findings: cloned id, unit error")
    #expect(try answer("How sure", FleetReport(found)).details.count == 2)
  }

  @Test("of a fleet with nodes of which nobody counts a part nobody knows the most")
  func openUpwards() throws {
    func details(_ open: Int) throws -> String? {
      let nodes = (1...3).map { number in
        var node = Make.node(UInt64(number)) { $0.add(.bucket(.system), [Self.kilowattHour]) }
        if number <= open { node.lacks = number == 1 ? .accelerator : .rest }
        return node
      }
      return try answer("Energy", report(nodes)).details.last
    }
    let range = "between 3.00\u{202F}kWh and 3.00\u{202F}kWh"
    #expect(try details(0) == range)
    #expect(
      try details(1)
        == range + " of what is counted; open upwards: 1 node has parts without a meter")
    #expect(
      try details(2)
        == range + " of what is counted; open upwards: 2 nodes have parts without a meter")
  }

  @Test("energy, carbon and cost say what of them is in doubt, and what they are without it")
  func withoutDoubt() throws {
    // Three nodes of a kilowatt hour, and one that says watts where it means milliwatts.
    let whole = report(
      (1...4).map { number in
        Make.node(UInt64(number), site: number < 3 ? "alpha" : "beta") {
          $0.factors = [Make.factors(pue: 1.5, intensity: 400, price: 0.2)]
          $0.add(.job("job\(number % 3)"), [(number == 1 ? 1000 : 1) * Self.kilowattHour])
          $0.addJob("job\(number % 3)", team: number % 3 == 1 ? "red" : "blue")
        }
      })
    #expect(whole.findings.map(\.kind) == ["unit_error"])
    let energy = try answer("Energy", whole)
    #expect(energy.figure == "1.00" && energy.unit == "MWh")
    #expect(
      energy.alarm
        == "1.00\u{202F}MWh of it is told by 1 node in doubt: 3.00\u{202F}kWh without it")
    #expect(energy.details.last == "between 3.00\u{202F}kWh and 1.00\u{202F}MWh")
    // 1,003 kWh × 1.5 × 400 g, and × 0.20 EUR.
    let carbon = try answer("Carbon", whole)
    #expect(carbon.figure == "602" && carbon.alarm?.hasPrefix("600\u{202F}kg of it") == true)
    #expect(carbon.alarm?.hasSuffix(": 1.80\u{202F}kg without it") == true)
    let cost = try answer("Cost", whole)
    #expect(cost.figure == "300.90")
    #expect(cost.alarm == "300.00 EUR of it is told by 1 node in doubt: 0.90 EUR without it")
    // 3 of 1,003 kWh.
    let sure = try answer("How sure", whole)
    #expect(sure.figure == "0.3\u{202F}%")
    #expect(sure.details[0] == "of energy is measured and not in doubt")
    func shares(_ table: ReportTable) throws -> [Int?] {
      let column = try #require(table.columns.firstIndex { $0.key == "doubted_ratio" })
      return table.rows.map { $0[column].number.map { Int(($0 * 1e9).rounded()) } }
    }
    // Red has the job of the node in doubt and one more, 1,000 of 1,001 kWh; blue has two sound ones.
    #expect(try shares(whole.ownerTable(whole.owners[0])) == [999_000_999, nil])
    #expect(try shares(whole.siteTable()) == [999_000_999, nil])
    // All owners as one line: 1,000 of 1,003 kWh.
    #expect(try shares(whole.ownerTable(whole.owners[0], limit: 0)) == [997_008_973])
    let page = String(decoding: HTMLReport.bytes(whole), as: UTF8.self)
    #expect(page.contains("<th scope=\"row\">red <small class=\"alarm\">99.9\u{202F}% in doubt"))
    let document = String(decoding: JSONReport.bytes(whole), as: UTF8.self)
    #expect(document.contains("\"doubted\":{\"nodes\":1,\"energy_uj\":\"3600000000000000\""))
    let series = String(decoding: PrometheusReport.bytes(whole), as: UTF8.self)
    #expect(series.contains("nodeprobe_fleet_doubted_energy_joules 3600000000\n"))
    // Without the fourth nobody is enough of a model to doubt any.
    let sound = report((1...3).map { Make.node($0) { $0.add(.bucket(.system), [1000]) } })
    #expect(try answer("Energy", sound).alarm == nil)
    #expect(!String(decoding: HTMLReport.bytes(sound), as: UTF8.self).contains("in doubt"))
  }

  @Test("an earlier period is compared by the hour in which nodes were seen, however long it was")
  func before() throws {
    func report(_ slots: Int, kilowattHours: UInt64, before: FleetReport? = nil) -> FleetReport {
      let node = Make.node(1) {
        $0.factors = [Make.factors(pue: 1.5, intensity: 400, price: 0.2)]
        $0.add(
          .bucket(.system),
          [UInt64](repeating: kilowattHours * Self.kilowattHour / UInt64(slots), count: slots))
      }
      var check = FleetCheck()
      check.add(node)
      return FleetReport(
        statistics([node]), check: check.outcome(), intake: FleetIntake(),
        before: before.map { PeriodFigures($0) })
    }
    // 3 kWh in half an hour after 4 kWh in an hour: half as much again by the hour.
    let report = report(6, kilowattHours: 3, before: report(12, kilowattHours: 4))
    for title in ["Energy", "Carbon", "Cost"] {
      #expect(
        try answer(title, report).details.contains("+50.0\u{202F}% against before"), "\(title)")
    }
    #expect(try answer("How complete", report).details[0].hasSuffix("; before 100\u{202F}%"))
    #expect(
      try answer("Broken or suspect", report).details[0]
        == "of 1: 0 critical, 0 to look at; before 0 of 1")
    #expect(
      report.beforeWords
        == "Compared with before, 2026-11-21 00:00 to 01:00 UTC, 1 node: power, carbon and cost by the hour, node by node."
    )
    let document = String(decoding: JSONReport.bytes(report), as: UTF8.self)
    #expect(document.contains("\"before\":{\"start\":\"2026-11-21T00:00:00Z\""))
    // Nothing is said where it is compared with nothing.
    let alone = String(decoding: MarkdownReport.bytes(self.alone()), as: UTF8.self)
    #expect(!alone.contains("before"))
  }

  private func alone() -> FleetReport {
    FleetReport(statistics([Make.node(1) { $0.add(.bucket(.system), [Self.kilowattHour]) }]))
  }

  @Test("a finding about a whole fleet is not one of nodes without a site")
  func fleetWide() {
    let finding = ReportFinding(
      .warning, origin: .comparison, kind: "drift", node: nil, label: "fleet", site: nil,
      rack: nil, subject: "", text: "")
    #expect(FindingGroup.groups([finding]).map(\.places) == ["fleet 1"])
  }

  @Test("money is read to the cent, and in whole numbers above a thousand")
  func money() {
    for (value, text) in [
      (0.9, "0.90"), (12.345, "12.35"), (999.99, "999.99"), (999.996, "1,000"),
      (1234.56, "1,235"), (0.0012, "0.0012"), (0, "0.00"), (-3.5, "−3.50"),
    ] {
      #expect(Figure.money(value) == text)
    }
    let scale = Scale(for: [12.3e6, 4_000], [("EUR", 1e6)], isMoney: true)
    #expect(scale.text(12.3e6) == "12.30" && scale.text(4_000) == "<0.01")
    #expect(Scale(for: [1.2345e9], [("EUR", 1e6)], isMoney: true).text(1.2345e9) == "1,235")
  }

  @Test("findings beyond those that are listed are counted")
  func manyFindings() throws {
    func finding(_ severity: Finding.Severity, _ kind: String, _ number: UInt64) -> ReportFinding {
      ReportFinding(
        severity, origin: .records, kind: kind, node: NodeID((0, 0, 0, number)), label: "n",
        site: nil, rack: nil, subject: "s", text: "t")
    }
    let many = (0..<100_000).map { finding(.critical, "books", UInt64($0)) }
    let silent = (0..<20).map { finding(.warning, "silent", UInt64($0)) }
    let report = FleetReport(
      statistics([Make.node(1) { $0.add(.bucket(.system), [5]) }]), findings: many + silent)
    #expect(report.omittedFindings == 20 && report.silentNodes == 20)
    #expect(try answer("How complete", report).details.contains("20 nodes silent at the end"))
    #expect(
      try answer("Broken or suspect", report).details[1].hasSuffix(
        "findings: 100,000 books, 20 silent"))
    let page = String(decoding: PrometheusReport.bytes(report), as: UTF8.self)
    #expect(page.contains(#"findings{severity="warning",kind="silent"} 20"#), "\(page)")
  }

  @Test("what a node lost for two reasons of a kind it lost once")
  func lostOnce() {
    func finding(_ node: UInt64, _ subject: String, _ hours: Double) -> ReportFinding {
      var finding = ReportFinding(
        .critical, origin: .agent, kind: "wrong_result", node: NodeID((0, 0, 0, node)),
        label: "n", site: nil, rack: nil, subject: subject, text: "t")
      finding.nodeHours = hours
      return finding
    }
    let groups = FindingGroup.groups([
      finding(1, "gemm", 24), finding(1, "bandwidth", 24), finding(2, "gemm", 12),
    ])
    #expect(groups.map(\.count) == [3])
    #expect(groups.map(\.words) == ["wrong result, 36.0 node hours lost"])
  }
}
