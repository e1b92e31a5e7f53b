import FleetKit
import Foundation
import NodeModel
import TestSupport
import Testing

@Suite("Outliers of synthetic fleets with planted defects")
struct SyntheticFleetTests {
  private static func outcome(
    _ groups: [SyntheticGroup], seed: UInt64, baseline: Baseline? = nil
  ) -> CheckOutcome {
    var random = SeededRandom(seed)
    var check = FleetCheck(baseline: baseline)
    for group in groups {
      for node in group.nodes(&random) { check.add(node) }
    }
    return check.outcome()
  }

  @Test("1 % of nodes at −8 % are found, and no other", arguments: [UInt64(1), 2, 3])
  func fewSlow(seed: UInt64) {
    let bad = Set((0..<20).map { $0 * 100 + 7 })
    var group = SyntheticGroup()
    group.level = { bad.contains($0) ? 0.92 : 1 }
    let outcome = Self.outcome([group], seed: seed)
    let found = outcome.numbers("slow")
    #expect(found.isSubset(of: bad) && found.count >= 19, "seed \(seed)")
    #expect(outcome.numbers("straggler").isEmpty && outcome.tests == 4000, "seed \(seed)")
  }

  @Test(
    "97 % of a batch that is a quarter of all and 6 % slower are found", arguments: [UInt64(1), 2])
  func badBatch(seed: UInt64) {
    let baseline = Baseline(groups: Self.outcome([SyntheticGroup()], seed: seed + 100).groups)
    var group = SyntheticGroup()
    group.level = { $0 % 4 == 1 ? 0.94 : 1 }
    let found = Self.outcome([group], seed: seed, baseline: baseline).numbers("slow")
    #expect(found.count { $0 % 4 == 1 } >= 485, "seed \(seed)")
    #expect(found.count { $0 % 4 != 1 } <= 2, "seed \(seed)")
  }

  @Test("a batch that is most of a group shows against the baseline", arguments: [UInt64(1), 2])
  func drift(seed: UInt64) throws {
    let baseline = Baseline(groups: Self.outcome([SyntheticGroup()], seed: seed + 100).groups)
    var group = SyntheticGroup()
    group.level = { $0 % 5 < 3 ? 0.92 : 1 }
    let outcome = Self.outcome([group], seed: seed, baseline: baseline)
    let drift = try #require(outcome.findings.first { $0.kind == "drift" })
    let loss = try #require(drift.cost).nodeHours / 2000
    #expect(abs(loss - 0.08) < 0.005, "\(drift.text)")
    let found = outcome.numbers("slow")
    #expect(found.count { $0 % 5 < 3 } >= 1164 && found.count { $0 % 5 >= 3 } <= 2, "seed \(seed)")
  }

  @Test("where machines hardly differ, 2 % of them at −5 % are found", arguments: [UInt64(1), 2])
  func narrow(seed: UInt64) {
    var group = SyntheticGroup()
    group.spread = 0.0001
    group.level = { $0 % 50 == 3 ? 0.95 : 1 }
    let found = Self.outcome([group], seed: seed).numbers("slow")
    #expect(found == Set((0..<2000).filter { $0 % 50 == 3 }), "seed \(seed)")
  }

  @Test(
    "of latencies that vary by factors 1 % at +110 % are found, with few others",
    arguments: [UInt64(1), 2])
  func skewed(seed: UInt64) {
    var group = SyntheticGroup()
    // Log-normal: 11 % between machines, so that the slowest sound ones are at +45 %.
    (group.suite, group.unit, group.median, group.spread) = ("latency", "seconds", 1.1e-7, 0.11)
    group.level = { $0 % 100 == 3 ? 1 / 2.1 : 1 }
    let found = Self.outcome([group], seed: seed).numbers("slow")
    #expect(
      found.count { $0 % 100 == 3 } >= 14 && found.count { $0 % 100 != 3 } <= 1, "seed \(seed)")
    print("+110 %: \(found.count { $0 % 100 == 3 }) of 20, \(found.count { $0 % 100 != 3 }) others")
  }

  @Test(
    "a firmware that costs 10 % is one finding, and does not hide slow nodes",
    arguments: [UInt64(1), 2])
  func firmware(seed: UInt64) throws {
    var group = SyntheticGroup()
    group.settings = { [("bios", $0 % 2 == 0 ? "1.4" : "1.7"), ("governor", "performance")] }
    group.level = { ($0 % 2 == 0 ? 0.9 : 1) * ($0 % 100 == 3 || $0 % 100 == 4 ? 0.9 : 1) }
    let outcome = Self.outcome([group], seed: seed)
    #expect(
      outcome.numbers("slow") == Set((0..<2000).filter { $0 % 100 == 3 || $0 % 100 == 4 }),
      "seed \(seed)")
    let finding = try #require(outcome.findings.first { $0.kind == "configuration" })
    #expect(
      finding.text.hasPrefix("bios 1.4 costs 10.") || finding.text.hasPrefix("bios 1.4 costs 9."))
    #expect(finding.text.hasSuffix("1000 nodes against 1000 with bios 1.7"))
    #expect(outcome.findings.count { $0.kind == "configuration" } == 1)
  }

  @Test("one of eight at −25 % is found in nearly all groups", arguments: [UInt64(1)])
  func small(seed: UInt64) {
    let groups = (0..<100).map { number in
      var group = SyntheticGroup()
      (group.count, group.model, group.first) = (8, "Model \(number)", 8 * number)
      group.level = { $0 == 3 ? 0.75 : 1 }
      return group
    }
    // Each by itself: together they would share one error rate.
    let found = groups.map { Self.outcome([$0], seed: seed &+ UInt64($0.first)).numbers("slow") }
    #expect(found.count { $0.contains { $0 % 8 == 3 } } >= 88)
    #expect(found.reduce(0) { $0 + $1.count { $0 % 8 != 3 } } <= 1)
  }

  @Test(
    "of 200 sound groups of any size and spread, each by itself, hardly a node is called slow",
    arguments: [5, 8, 16, 32, 64], [0.01, 0.02, 0.05, 0.11])
  func soundGroups(count: Int, spread: Double) {
    var random = SeededRandom(UInt64(count) * 1000 + UInt64(spread * 100))
    var found = 0
    for _ in 0..<200 {
      var group = SyntheticGroup()
      (group.count, group.spread) = (count, spread)
      var check = FleetCheck()
      for node in group.nodes(&random) { check.add(node) }
      found += check.outcome().findings.count
    }
    // 0.2 are to be expected: one run in a thousand.
    #expect(found <= 2, "\(count) nodes, \(spread)")
  }

  @Test("two CPUs in one product are two groups, and not two settings")
  func processors() {
    var group = SyntheticGroup()
    group.count = 40
    group.processor = { $0 % 2 == 0 ? "AMD EPYC 7B13" : "AMD EPYC 7B12" }
    group.level = { $0 % 2 == 0 ? 1 : 0.85 }
    let outcome = Self.outcome([group], seed: 6)
    #expect(outcome.findings.isEmpty && outcome.comparedGroups == 2, "\(outcome.findings)")
    #expect(
      outcome.groups.prefix(2).map(\.model) == [
        "Example Server 2000, AMD EPYC 7B12", "Example Server 2000, AMD EPYC 7B13",
      ])
  }

  @Test("all stragglers are found by their tails", arguments: [UInt64(1), 2, 3])
  func stragglers(seed: UInt64) {
    var group = SyntheticGroup()
    group.isStraggler = { $0 % 100 == 3 }
    let outcome = Self.outcome([group], seed: seed)
    let bad = Set((0..<2000).filter { $0 % 100 == 3 })
    #expect(outcome.numbers("straggler") == bad && outcome.numbers("slow").isEmpty, "seed \(seed)")
    // 28 samples in time and 4 that take 1/0.6: 34.67 for what 32 would do, with half a percent of noise in all.
    for finding in outcome.findings where finding.kind == "straggler" {
      let hours = finding.cost?.nodeHours ?? 0
      #expect(abs(hours - (1 - 32 / (28 + 4 / 0.6))) < 0.01, "\(hours)")
    }
  }

  @Test("of 40,000 healthy results at most one is called slow", arguments: [UInt64(1)])
  func healthy(seed: UInt64) {
    let groups = (0..<20).map { number in
      var group = SyntheticGroup()
      (group.model, group.first) = ("Model \(number)", 2000 * number)
      return group
    }
    let outcome = Self.outcome(groups, seed: seed)
    #expect(outcome.results == 40_000 && outcome.findings.count <= 1, "\(outcome.findings)")
  }

  @Test("what is found in two runs is more than a suspicion, the same run twice is not")
  func persistence() throws {
    var group = SyntheticGroup()
    (group.count, group.level) = (200, { $0 == 9 ? 0.9 : 1 })
    let first = Self.outcome([group], seed: 5)
    let once = try #require(first.findings.first)
    #expect(once.runs?.seen == 1 && once.confidence == .suspect)
    let same = try #require(
      Self.outcome([group], seed: 5, baseline: Baseline(first)).findings.first)
    #expect(same == once)
    group.ended += 86_400_000_000_000
    let second = Self.outcome([group], seed: 6, baseline: Baseline(first))
    let twice = try #require(second.findings.first)
    #expect(twice.runs?.seen == 2 && twice.runs?.of == 2 && twice.confidence == .high)
    #expect(twice.firstSeen == once.firstSeen && twice.lastSeen == group.ended)
  }

  /// Periods of a day each, each with the one before it as its baseline.
  private static func chain(
    _ days: Int, count: Int = 500, _ change: (inout SyntheticGroup, Int) -> Void
  ) -> [CheckOutcome] {
    var outcomes: [CheckOutcome] = []
    for day in 0..<days {
      var group = SyntheticGroup()
      group.count = count
      group.ended += UInt64(day) * 86_400_000_000_000
      change(&group, day)
      outcomes.append(
        outcome([group], seed: UInt64(40 + day), baseline: outcomes.last.map { Baseline($0) }))
    }
    return outcomes
  }

  @Test(
    "a batch that became slow stays found, period after period, and is a defect on the third day")
  func chainedBatch() {
    let outcomes = Self.chain(4) { group, day in
      if day > 0 { group.level = { $0 % 5 < 3 ? 0.92 : 1 } }
    }
    for day in 1..<4 {
      let slow = outcomes[day].findings.filter { $0.kind == "slow" && $0.runs?.last != nil }
      let batch = slow.filter { ($0.place.node?.words.3 ?? 0) % 5 < 3 }
      #expect(batch.count >= 290, "day \(day): \(batch.count)")
      #expect(outcomes[day].findings.contains { $0.kind == "drift" }, "day \(day)")
      if day > 1 { #expect(batch.count { $0.confidence == .high } >= 285, "day \(day)") }
    }
  }

  @Test("a fleet that loses 1 % a day is found when it has lost 3 %, and stays found")
  func creep() {
    let outcomes = Self.chain(7) { group, day in
      let factor = pow(0.99, Double(day))
      group.level = { _ in factor }
    }
    let drifts = outcomes.map { $0.findings.contains { $0.kind == "drift" } }
    #expect(drifts[..<3] == [false, false, false] && drifts[4...] == [true, true, true])
  }

  @Test(
    "machines whose settings change all at once are compared with what their model was, each day")
  func settingsChange() {
    let outcomes = Self.chain(4) { group, day in
      guard day > 0 else { return }
      group.settings = { _ in [("bios", "1.8"), ("governor", "performance")] }
      group.level = { _ in 0.9 }
    }
    #expect(
      outcomes.map { $0.findings.contains { $0.kind == "drift" } } == [false, true, true, true])
  }

  @Test("tails of most of a group show against the baseline")
  func tailDrift() throws {
    let outcomes = Self.chain(2) { group, day in
      if day > 0 { group.isStraggler = { $0 % 5 < 3 } }
    }
    let drift = try #require(outcomes[1].findings.first { $0.kind == "drift" })
    #expect(drift.text.contains("p10/p90 of gemm case"), "\(drift.text)")
    #expect(outcomes[1].numbers("straggler") == Set((0..<500).filter { $0 % 5 < 3 }))
  }

  @Test("a model that fell in several benchmarks is one drift, and costs what it fell most")
  func driftOfSeveral() throws {
    func nodes(_ factor: Double, seed: UInt64) -> [MergedNode] {
      var random = SeededRandom(seed)
      var group = SyntheticGroup()
      group.count = 100
      group.level = { _ in factor }
      var nodes = group.nodes(&random)
      group.suite = "bandwidth"
      group.level = { _ in 1 - (1 - factor) / 2 }
      for (place, node) in group.nodes(&random).enumerated() {
        nodes[place].benchmarks += node.benchmarks
      }
      return nodes
    }
    func outcome(_ nodes: [MergedNode], _ baseline: Baseline?) -> CheckOutcome {
      var check = FleetCheck(baseline: baseline)
      for node in nodes { check.add(node) }
      return check.outcome()
    }
    let before = outcome(nodes(1, seed: 8), nil)
    let drifts = outcome(nodes(0.8, seed: 9), Baseline(before)).findings
      .filter { $0.kind == "drift" }
    let drift = try #require(drifts.first)
    #expect(drifts.count == 1 && drift.text.contains(" gemm case"), "\(drift.text)")
    #expect(drift.evidence.contains { $0.contains(" bandwidth case") }, "\(drift.evidence)")
    // A fifth of an hour of each of 100 nodes.
    #expect(abs(try #require(drift.cost).nodeHours - 20) < 1)
  }

  @Test("fewer than five of a model are not judged, and it is said")
  func tooFew() {
    var group = SyntheticGroup()
    group.count = 4
    group.level = { $0 == 0 ? 0.5 : 1 }
    let outcome = Self.outcome([group], seed: 1)
    #expect(outcome.verdict == .notJudged && outcome.results == 0 && outcome.findings.isEmpty)
    #expect(outcome.unjudged.map(\.count) == [4])
  }

  @Test("a node alone with its settings is compared with its model, and it is said")
  func widened() throws {
    var group = SyntheticGroup()
    (group.count, group.suite) = (200, "bandwidth")
    group.settings = { [("bios", "1.7"), ("memory", $0 == 9 ? "12 × 64 GiB" : "24 × 32 GiB")] }
    group.level = { $0 == 9 ? 0.9 : 1 }
    let outcome = Self.outcome([group], seed: 4)
    let finding = try #require(outcome.findings.first)
    #expect(outcome.findings.count == 1 && finding.place.node?.words.3 == 9)
    #expect(finding.measure?.isWidened == true && finding.confidence == .high)
    #expect(
      finding.text.hasSuffix("memory is 12 × 64 GiB, usual is 24 × 32 GiB"), "\(finding.text)")
  }
}
