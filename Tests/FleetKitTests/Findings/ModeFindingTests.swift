import NodeModel
import TestSupport
import Testing

@testable import FleetKit

@Suite("Results that jump between modes")
struct ModeFindingTests {
  /// Nodes whose samples lie at 3e12 and 5e12 flop/s, a share of them in the lower mode; `probe bench` calls two groups
  /// modes that have a fifth of the samples each.
  private static func check(_ count: Int, low: @escaping (Int) -> Double) -> FleetCheck {
    var random = SeededRandom(4)
    var group = SyntheticGroup()
    (group.count, group.spread) = (count, 0.003)
    var check = FleetCheck()
    for (number, var node) in group.nodes(&random).enumerated() {
      let share = low(number)
      let lower = Int(share * 32)
      let samples = node.benchmarks[0].samples.enumerated().map { $0 < lower ? $1 * 0.6 : $1 }
      node.benchmarks[0].samples = samples
      // That of the mode with most samples, as a node reports it.
      node.benchmarks[0].median *= share > 0.5 ? 0.6 : 1
      node.benchmarks[0].modes = (0.2...0.8).contains(share) ? 2 : 0
      check.add(node)
    }
    return check
  }

  @Test("eight sound nodes of which four are mainly in each mode give no finding")
  func halves() throws {
    let check = Self.check(8) { $0 < 4 ? 0.55 : 0.45 }
    let outcome = check.outcome()
    #expect(outcome.findings.isEmpty && outcome.verdict == .notJudged && outcome.results == 0)
    let jumping = try #require(outcome.jumping.first)
    #expect(outcome.jumping.count == 1 && jumping.count == 8 && jumping.nodes == 8)
    #expect(outcome.unjudged.isEmpty && outcome.groups.isEmpty)
    #expect(
      Judgement(outcome).words
        == "8 results of benchmarks whose values jump between modes are not judged")
    let lines = try check.explanation(of: "n2").lines
    #expect(lines.contains { $0.contains("jump between modes on 8 of 8 nodes of its model") })
  }

  @Test("where some jump, one that was in the lower mode alone is no slower than they are")
  func pure() {
    let outcome = Self.check(40) { $0 < 4 ? 1 : $0 < 12 ? 0.5 : 0 }.outcome()
    #expect(outcome.findings.isEmpty && outcome.jumping.map(\.count) == [8])
  }

  @Test("where nobody else jumps, one that does has no level, and its tail is told")
  func alone() throws {
    let check = Self.check(40) { $0 == 7 ? 0.6 : 0 }
    let outcome = check.outcome()
    #expect(outcome.findings.map(\.kind) == ["straggler"] && outcome.numbers("straggler") == [7])
    #expect(outcome.jumping.isEmpty && outcome.results == 40)
    let explained = try check.explanation(of: "n7")
    #expect(
      explained.lines.contains { $0.hasSuffix("not judged, for its values jump between 2 modes") })
    // What is slow all the time still is.
    #expect(Self.check(40) { $0 == 7 ? 1 : 0 }.outcome().numbers("slow") == [7])
  }

  @Test("how many nodes jump stands in the table of benchmarks")
  func table() throws {
    var random = SeededRandom(4)
    var group = SyntheticGroup()
    group.count = 6
    var nodes = group.nodes(&random)
    for number in 0..<2 { nodes[number].benchmarks[0].modes = 2 }
    let report = report(nodes)
    let table = report.benchmarkTable
    let column = try #require(table.columns.firstIndex { $0.key == "multimodal" })
    #expect(table.rows[0][column] == .whole(2) && !table.columns[column].isDetail)
    let page = String(decoding: HTMLReport.bytes(report), as: UTF8.self)
    #expect(page.contains("<small>2 with modes</small>"))
  }

  @Test("the modes of a report are counted, whatever stands in them")
  func reading() throws {
    func modes(_ member: String) throws -> Int? {
      let folder = try TemporaryDirectory()
      try folder.write(
        """
        {"schema":"nodeprobe.report/1","node_id":"\(String(repeating: "0", count: 64))","rows":[],\
        "benchmarks":[{"schema":"nodeprobe.bench/1","results":[{"suite":"gemm","case":"fp64",\
        "parameters":{"n":64},"unit":"flop/s","best":10,"median":10,\(member)"samples":[10,6],\
        "verified":true,"disturbances":[]}]}]}
        """, to: "one.json")
      var found: Int?
      try FleetReader([folder.path]).forEachNode { found = $0.benchmarks.first?.modes }
      return found
    }
    #expect(try modes("") == 0 && modes(#""modes":[],"#) == 0)
    #expect(
      try modes(
        #""modes":[{"median":6,"share":0.5},{"median":10,"share":0.5,"transfer_seconds":1e-7}],"#)
        == 2)
  }
}
