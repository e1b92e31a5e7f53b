import NodeModel
import TestSupport
import Testing

@testable import FleetKit

@Suite("Findings over several runs")
struct RunHistoryTests {
  private static let day: UInt64 = 86_400_000_000_000

  @Test(
    "two of three runs are a defect, and three good ones in a row clear it",
    arguments: [
      // F found, G good; seen, of, whether it is a defect, whether it is cleared.
      ("F", 1, 1, false, false), ("FG", 1, 2, false, false), ("FF", 2, 2, true, false),
      ("FGF", 2, 3, true, false), ("FGG", 1, 3, false, false), ("FGGF", 2, 4, false, false),
      ("FGGG", 1, 4, false, true), ("FFG", 2, 3, true, false), ("FFGG", 2, 4, true, false),
      ("FFGGF", 3, 5, true, false), ("FFGGFGG", 3, 7, true, false), ("FFGGG", 2, 5, false, true),
      ("FGFGGG", 2, 6, false, true), ("FGGFGF", 3, 6, true, false),
    ])
  func sequences(runs: String, seen: Int, of: Int, isDefect: Bool, isCleared: Bool) {
    var history = RunHistory(foundAt: 0)
    for (number, run) in runs.enumerated().dropFirst() {
      history.add(isFound: run == "F", endedAt: UInt64(number))
    }
    #expect(history.seen == seen && history.of == of)
    #expect(history.isDefect == isDefect && history.isCleared == isCleared)
    #expect(history.last == UInt64(runs.count - 1) && history.recent.count == min(3, of))
  }

  /// 200 nodes of which the tenth is 10 % slow or not, on a day. The others are too alike to be slow by chance.
  private static func nodes(isSlow: Bool, day: Int) -> [MergedNode] {
    var random = SeededRandom(UInt64(day))
    var group = SyntheticGroup()
    (group.count, group.spread) = (200, 0.002)
    group.level = { $0 == 9 && isSlow ? 0.9 : 1 }
    group.ended += UInt64(day) * Self.day
    return group.nodes(&random)
  }

  private static func outcome(_ nodes: [MergedNode], after earlier: CheckOutcome?) -> CheckOutcome {
    var check = FleetCheck(baseline: earlier.map { Baseline($0) })
    for node in nodes { check.add(node) }
    return check.outcome()
  }

  @Test(
    "a defect stays a finding through good runs until the third, a suspicion is only remembered")
  func periods() throws {
    var outcomes: [CheckOutcome] = []
    for (day, run) in "FGFGGGF".enumerated() {
      let nodes = Self.nodes(isSlow: run == "F", day: day)
      outcomes.append(Self.outcome(nodes, after: outcomes.last))
    }
    let begin = SyntheticGroup().ended
    #expect(outcomes.map(\.findings.count) == [1, 0, 1, 1, 1, 0, 1])
    #expect(outcomes.map(\.remembered.count) == [0, 1, 0, 0, 0, 1, 0])
    let found = outcomes.map(\.findings.first)
    #expect(found.map { $0?.confidence } == [.suspect, nil, .high, .high, .high, nil, .suspect])
    #expect(outcomes[1].verdict == .sound && outcomes[3].verdict == .findings)
    let suspicion = try #require(outcomes[1].remembered.first)
    #expect(suspicion.node.hasSuffix("09") && suspicion.kind == "slow")
    #expect(suspicion.suite == "gemm" && suspicion.runs.recent == [true, false])
    let again = try #require(found[2])
    #expect(again.firstSeen == begin && again.lastSeen == begin + 2 * Self.day)
    let good = try #require(found[4])
    #expect(good.place.hostname == "n9" && good.kind == "slow" && good.measure == nil)
    #expect(
      good.text == "found in 2 of 5 runs and not now; 2 good since then, of 3 that clear it")
    #expect(good.firstSeen == begin && good.lastSeen == begin + 2 * Self.day)
    #expect(outcomes[5].remembered.first?.runs.isCleared == true)
    // What was cleared is forgotten.
    #expect(found[6]?.runs?.seen == 1 && found[6]?.runs?.of == 1)
  }

  @Test("who ran nothing is neither good nor found, nor is who is told again as it was")
  func unknown() throws {
    var outcome: CheckOutcome?
    for day in 0..<2 { outcome = Self.outcome(Self.nodes(isSlow: true, day: day), after: outcome) }
    #expect(outcome?.findings.first?.runs?.isDefect == true)
    for day in 2..<6 {
      var nodes = Self.nodes(isSlow: true, day: day)
      nodes[9].benchmarks = []
      outcome = Self.outcome(nodes, after: outcome)
      let finding = try #require(outcome?.findings.first)
      #expect(finding.text == "found in 2 of 2 runs and not now; it was not judged since")
      #expect(finding.runs?.recent == [true, true])
    }
    for _ in 0..<4 { outcome = Self.outcome(Self.nodes(isSlow: false, day: 6), after: outcome) }
    #expect(outcome?.findings.first?.runs?.good == 1)
    // A defect of a node that is not there is no finding about this fleet, and not forgotten.
    var others = Self.nodes(isSlow: false, day: 7)
    others.remove(at: 9)
    outcome = Self.outcome(others, after: outcome)
    #expect(outcome?.findings.isEmpty == true)
    #expect(outcome?.remembered.first?.runs.isDefect == true)
  }

  @Test("a document is as good a memory as the periods themselves")
  func document() throws {
    let node = String(repeating: "0", count: 63) + "9"
    let text = """
      {"schema":"nodeprobe.check/1","groups":[],"findings":[],"remembered":[{"node":"\(node)",
      "kind":"slow","subject":"gemm","first_seen":"2026-02-28T00:00:00.250Z",
      "runs":{"seen":1,"of":2,"recent":[true,false],"defect":false,"last":"2026-03-01T00:00:00Z"}}]}
      """
    var check = FleetCheck(baseline: try Baseline(reading: Array(text.utf8)))
    for node in Self.nodes(isSlow: true, day: 0) { check.add(node) }
    let finding = try #require(check.outcome().findings.first)
    #expect(finding.runs?.seen == 2 && finding.runs?.recent == [true, false, true])
    #expect(finding.confidence == .high && finding.runs?.last == SyntheticGroup().ended)
    // 2026-02-28T00:00:00.250Z
    #expect(finding.firstSeen == 1_772_236_800_250_000_000)
    // What the first period of a chain was stands apart from the groups of the last one.
    let group = { (location: Double) in
      """
      {"model":"Example Server 2000","settings":{},"suite":"gemm","case":"case","parameters":"n=4096",
      "unit":"flop/s","count":200,"level":{"location":\(location),"spread":0.002,"floor":0.003}}
      """
    }
    let chained = text.replacing(
      #""groups":[]"#, with: #""groups":[\#(group(29.2))],"baseline":[\#(group(29.5))]"#)
    #expect(try Baseline(reading: Array(chained.utf8)).groups.map(\.level.location) == [29.5])
    for (right, wrong) in [("\"seen\":1", "\"seen\":3"), ("2026-03-01T", "yesterday ")] {
      let bytes = Array(text.replacing(right, with: wrong).utf8)
      #expect(throws: JSONError.self) { try Baseline(reading: bytes) }
    }
  }
}
