import NodeModel
import TestSupport
import Testing

@testable import FleetKit

/// What a reader sees of nodes that should have reported and never did.
@Suite("Absent nodes in reports")
struct AbsentNodeTests {
  private static func targets(_ groups: [(targets: [String], site: String?)]) -> ExpectedTargets {
    ExpectedTargets(
      groups.flatMap { group in
        group.targets.map { text in
          var entry = TargetFile.Entry(text: text, place: "")
          entry.labels.take("site", group.site ?? "")
          return entry
        }
      })
  }

  /// Two nodes of alpha, one of which was seen for half of the hour, and one of gamma that nobody expects; one of alpha
  /// and both of beta never reported.
  private static let list = targets([
    (["node2:9944", "node12:9944", "node1:9944"], "alpha"), (["node71", "node40"], "beta"),
    (["10.0.0.7:9944"], nil),
  ])

  private static let nodes = [
    Make.node(1) { $0.add(.bucket(.system), [UInt64](repeating: 100, count: 12)) },
    Make.node(2) { $0.add(.bucket(.system), [UInt64](repeating: 100, count: 6)) },
    Make.node(3, site: "gamma") { $0.add(.bucket(.system), [UInt64](repeating: 100, count: 12)) },
  ]

  private static func report(_ list: ExpectedTargets?, _ nodes: [MergedNode] = nodes) -> FleetReport
  {
    var check = FleetCheck(expecting: list)
    for node in nodes { check.add(node) }
    return FleetReport(
      statistics(nodes), check: check.outcome(), intake: FleetIntake(), expecting: list)
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test("what is covered is of the time of nodes that reported and of those that are absent")
  func coverage() throws {
    // 12 + 6 + 12 slots, of 12 slots each of three nodes that reported and three that did not.
    let report = Self.report(Self.list)
    #expect(report.coverage == 30.0 / 72)
    #expect(Self.report(nil).coverage == 30.0 / 36)
    let complete = try #require(Headline(report).answers.last)
    #expect(complete.title == "How complete" && complete.figure == "41.7\u{202F}%")
    #expect(
      complete.details.prefix(4) == [
        "of the time of 5 expected nodes and 1 unexpected is covered",
        "3 never reported: node12, node40, node71", "1 unexpected",
        "of 1 target nobody can tell which node it is (give --positions): 10.0.0.7:9944",
      ])
    let energy = try #require(Headline(report).answers.first)
    #expect(energy.details.last == "of 3 expected nodes without a report nothing is in it")
    // Nothing is put in the place of what they may have drawn.
    #expect(report.statistics.balance.energy.full == 3000 && report.conservation.holds)
    let series = text(PrometheusReport.bytes(report))
    #expect(
      series.contains("of the interval, of nodes that reported and of those expected that did not"))
    #expect(series.contains("nodeprobe_fleet_coverage_ratio{site=\"alpha\"} 0.5\n"))
    #expect(series.contains("nodeprobe_fleet_coverage_ratio{site=\"beta\"} 0.0\n"))
    #expect(text(PrometheusReport.bytes(Self.report(nil))).contains("of nodes that reported\n"))
  }

  @Test("a site of which no node reported is a line that says how many should have, and no figure")
  func sites() throws {
    let table = Self.report(Self.list).siteTable()
    func column(_ key: String) throws -> [ReportTable.Cell] {
      let column = try #require(table.columns.firstIndex { $0.key == key })
      return table.rows.map { $0[column] } + [try #require(table.total)[column]]
    }
    #expect(try column("site") == ["alpha", "gamma", "beta", "Fleet"].map { .text($0) })
    #expect(try column("nodes") == [2, 1, 0, 3].map { .whole($0) })
    #expect(try column("expected_nodes") == [3, 0, 2, 5].map { .whole($0) })
    #expect(try column("absent_nodes") == [1, 0, 2, 3].map { .whole($0) })
    #expect(try column("coverage_ratio") == [0.5, 1, 0, 30.0 / 72].map { .real($0) })
    #expect(table.total?.count == table.columns.count)
    let beta = table.rows[2]
    for (cell, column) in zip(beta, table.columns)
    where !["site", "nodes", "expected_nodes", "absent_nodes", "covered_slots", "coverage_ratio"]
      .contains(column.key)
    {
      #expect(cell == .absent, "\(column.key)")
    }
    #expect(!Self.report(nil).siteTable().columns.contains { $0.key == "expected_nodes" })
    // One more for series: the energy of all sites.
    let series = text(PrometheusReport.bytes(Self.report(Self.list)))
    for line in [
      "expected_nodes{site=\"alpha\"} 3", "absent_nodes{site=\"alpha\"} 1",
      "expected_nodes{site=\"beta\"} 2", "absent_nodes{site=\"beta\"} 2",
      "expected_nodes{site=\"gamma\"} 0", "absent_nodes{site=\"gamma\"} 0",
    ] {
      #expect(series.contains("nodeprobe_fleet_\(line)\n"), "\(line)")
    }
    #expect(!series.contains("node12") && !series.contains("energy_joules{site=\"beta\""))
  }

  @Test("each absent node is a finding of its own without a cost, about its target")
  func findings() throws {
    let report = Self.report(Self.list)
    let absent = report.findings.filter { $0.kind == "absent" }
    #expect(absent.map(\.target) == ["node12:9944", "node40", "node71"])
    #expect(
      absent.map(\.site) == ["alpha", "beta", "beta"] && absent.allSatisfy { $0.node == nil })
    #expect(absent.allSatisfy { $0.severity == .warning && $0.origin == .records })
    // The node of gamma that nobody expects may be any of them.
    #expect(absent.allSatisfy { $0.confidence == "suspect" && $0.nodeHours == nil })
    let sure = Self.report(Self.list, Array(Self.nodes[..<2])).findings
      .filter { $0.kind == "absent" }
    #expect(sure.count == 3 && sure.allSatisfy { $0.confidence == "certain" })
    #expect(absent.allSatisfy { $0.text == "expected, never reported" && $0.advice != nil })
    #expect(
      report.findingGroups.first { $0.first.kind == "absent" }?.places == "beta 2, alpha 1")
    let page = text(HTMLReport.bytes(report))
    #expect(page.contains("Of 3 expected nodes without a report there is no cell."))
    #expect(page.contains("<th scope=\"row\">node12:9944<small>alpha</small>"))
    let markdown = text(MarkdownReport.bytes(report))
    #expect(markdown.contains("3 never reported: node12, node40, node71"))
    #expect(markdown.contains("| Expected | Absent |"))
    // Nobody is expected, and nobody is missed.
    let none = Self.report(nil)
    for bytes in [HTMLReport.bytes(none), MarkdownReport.bytes(none), JSONReport.bytes(none)] {
      #expect(!text(bytes).contains("never reported"))
    }
  }

  @Test("a node that pull has fetched before is not said to have never reported")
  func fetched() throws {
    var known = PullPositions()
    known.entries["node12:9944"] = .init(nodeID: NodeID((0, 0, 0, 12)).description, position: 7)
    let list = ExpectedTargets(
      ["node1:9944", "node2:9944", "node12:9944", "node40:9944"].map {
        TargetFile.Entry(text: $0, place: "")
      }, known)
    let report = Self.report(list, Array(Self.nodes[..<2]))
    let text = "expected, no report of it here; pull has fetched some before"
    #expect(
      report.findings.filter { $0.kind == "absent" }.map(\.text)
        == [text, "expected, never reported"])
    #expect(
      try #require(Headline(report).answers.last).details.contains([
        "1 never reported: node40", "1 not in these reports, fetched by pull before: node12",
      ]))
    var check = FleetCheck(expecting: list)
    for node in Self.nodes[..<2] { check.add(node) }
    #expect(try check.explanation(of: "node12").lines[0] == "node12:9944: " + text)
  }

  @Test("tables and documents have absent nodes without figures")
  func tables() throws {
    let report = Self.report(Self.list)
    let lines = report.nodeLines
    #expect(lines.count == 6)
    #expect(
      lines.cells(3) == [
        .absent, .text("node12"), .text("alpha"), .absent, .text("absent"), .absent, .absent,
        .absent,
      ])
    let document = text(JSONReport.bytes(report))
    #expect(
      document.contains(
        #""absent":[{"target":"node12:9944","site":"alpha"},{"target":"node40","site":"beta"},{"target":"node71","site":"beta"}]"#
      ))
    #expect(document.contains(#""expected_nodes":5,"absent_nodes":3,"#))
    #expect(document.contains(#""unexpected_nodes":1,"unmatched_targets":1,"expected_slots":72,"#))
    #expect(document.contains(#""target":"node40","site":"beta","subject":"node40","text":"#))
  }

  @Test("the explanation of an absent node says so, by each of its names")
  func explanation() throws {
    var check = FleetCheck(expecting: Self.list)
    for node in Self.nodes { check.add(node) }
    for name in ["NODE12", "node12:9944"] {
      let found = try check.explanation(of: name)
      #expect(
        found.isFound && found.lines[0] == "node12:9944, site alpha: expected, never reported")
    }
    #expect(try check.explanation(of: "node1").lines[0].contains("node1, site alpha"))
    #expect(throws: UnknownNode.self) { try check.explanation(of: "node13") }
  }

  @Test("whatever the order of targets and of nodes, the same bytes come out")
  func order() {
    var random = SeededRandom(9)
    let texts = ["node2:9944", "node12:9944", "node1:9944", "node71", "node40", "10.0.0.7", "x.y"]
    func bytes(_ texts: [String]) -> [[UInt8]] {
      let report = Self.report(Self.targets(texts.map { ([$0], $0 < "node4" ? "alpha" : "beta") }))
      return [
        HTMLReport.bytes(report), MarkdownReport.bytes(report), JSONReport.bytes(report),
        PrometheusReport.bytes(report),
      ]
    }
    let first = bytes(texts)
    for _ in 0..<10 { #expect(bytes(texts.shuffled(using: &random)) == first) }
  }
}
