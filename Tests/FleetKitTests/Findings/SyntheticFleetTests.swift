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

  @Test("1 % of nodes at −8 % are found, and hardly another", arguments: [UInt64(1), 2, 3])
  func fewSlow(seed: UInt64) {
    let bad = Set((0..<20).map { $0 * 100 + 7 })
    var group = SyntheticGroup()
    group.level = { bad.contains($0) ? 0.92 : 1 }
    let outcome = Self.outcome([group], seed: seed)
    let found = outcome.numbers("slow")
    #expect(found.intersection(bad).count >= 19, "seed \(seed)")
    // Of seed 2 one of the sound nodes is at −4.7 % by chance, 4.6 scales away.
    #expect(found.subtracting(bad).count <= 1, "seed \(seed)")
    #expect(outcome.numbers("straggler").isEmpty, "seed \(seed)")
    #expect(outcome.levelTests.count == 2000 && outcome.tailTests.count == 2000)
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

  @Test("so are they in small groups", arguments: [(64, 12), (128, 6), (256, 4)])
  func smallBatch(count: Int, groups: Int) {
    let sizes = (0..<groups).map { number in
      var group = SyntheticGroup()
      (group.count, group.model, group.first) = (count, "Model \(number)", count * number)
      group.level = { $0 % 4 == 1 ? 0.94 : 1 }
      return group
    }
    let found = Self.outcome(sizes, seed: UInt64(count)).numbers("slow")
    #expect(found.count { $0 % 4 == 1 } * 100 >= 97 * count * groups / 4, "\(found.count)")
    #expect(found.count { $0 % 4 != 1 } <= 2)
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
    "of latencies that vary by factors 1 % at +90 % are found, with few others",
    arguments: [UInt64(1), 2])
  func skewed(seed: UInt64) {
    var group = SyntheticGroup()
    // Log-normal: 11 % between machines, so that the slowest sound ones are at +45 %.
    (group.suite, group.unit, group.median, group.spread) = ("latency", "seconds", 1.1e-7, 0.11)
    group.level = { $0 % 100 == 3 ? 1 / 1.9 : 1 }
    let found = Self.outcome([group], seed: seed).numbers("slow")
    #expect(
      found.count { $0 % 100 == 3 } >= 16 && found.count { $0 % 100 != 3 } <= 1, "seed \(seed)")
  }

  @Test(
    "a firmware that costs 10 % is one finding, and does not hide slow nodes",
    arguments: [UInt64(1), 2])
  func firmware(seed: UInt64) throws {
    var group = SyntheticGroup()
    group.settings = { [("bios", $0 % 2 == 0 ? "1.4" : "1.7"), ("governor", "performance")] }
    group.level = { ($0 % 2 == 0 ? 0.9 : 1) * ($0 % 100 == 3 || $0 % 100 == 4 ? 0.9 : 1) }
    let outcome = Self.outcome([group], seed: seed)
    let bad = Set((0..<2000).filter { $0 % 100 == 3 || $0 % 100 == 4 })
    let found = outcome.numbers("slow")
    #expect(found.isSuperset(of: bad) && found.count <= bad.count + 1, "seed \(seed)")
    let finding = try #require(outcome.findings.first { $0.kind == "configuration" })
    #expect(
      finding.text.hasPrefix("bios 1.4 costs 10.") || finding.text.hasPrefix("bios 1.4 costs 9."))
    #expect(finding.text.hasSuffix("1000 nodes against 1000 with bios 1.7"))
    #expect(outcome.findings.count { $0.kind == "configuration" } == 1)
  }

  @Test(
    "what small groups can show: one slow node among so few",
    arguments: [(8, 0.9, 40), (8, 0.75, 97), (16, 0.9, 88), (32, 0.92, 96)])
  func small(count: Int, level: Double, least: Int) {
    // Each by itself: together they would share one error rate.
    let found = Self.groupsWithOneSlow(count, level: level)
    #expect(found.slow >= least, "\(found.slow) of 100")
    #expect(found.others <= 2)
  }

  @Test("a node more in a group hides nothing")
  func power() {
    let found = [63, 64, 76, 95, 96, 128].map { Self.groupsWithOneSlow($0, level: 0.92).slow }
    #expect(found.allSatisfy { $0 >= 97 }, "\(found)")
  }

  /// In how many of a hundred groups the slow node was found, and how many others.
  private static func groupsWithOneSlow(
    _ count: Int, level: Double
  ) -> (slow: Int, others: Int) {
    var sums = (slow: 0, others: 0)
    for number in 0..<100 {
      var group = SyntheticGroup()
      (group.count, group.samples) = (count, 1)
      group.level = { $0 == 3 ? level : 1 }
      let found = outcome([group], seed: UInt64(1000 * count + number)).numbers("slow")
      sums.slow += found.contains(3) ? 1 : 0
      sums.others += found.count { $0 != 3 }
    }
    return sums
  }

  @Test(
    "of 200 sound groups of any size and spread, each by itself, hardly a node is called slow",
    arguments: [5, 8, 16, 32, 64, 96], [0.01, 0.02, 0.05, 0.11])
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
    // 0.4 are to be expected: one run in a thousand of medians, and one of tails.
    #expect(found <= 2, "\(count) nodes, \(spread)")
  }

  @Test(
    "a setting that costs nothing is said to cost nothing",
    arguments: [64, 256], [0.05, 0.11])
  func freeSetting(count: Int, spread: Double) {
    var random = SeededRandom(UInt64(count) + UInt64(spread * 100))
    var found = 0
    for _ in 0..<200 {
      var group = SyntheticGroup()
      (group.count, group.spread, group.samples) = (2 * count, spread, 1)
      group.settings = { [("bios", $0 % 2 == 0 ? "1.7" : "1.8")] }
      var check = FleetCheck()
      for node in group.nodes(&random) { check.add(node) }
      found += check.outcome().findings.count { $0.kind == "configuration" }
    }
    #expect(found <= 1, "\(found)")
  }

  @Test("a few nodes among many that could hardly be found are not called judged")
  func blunt() throws {
    var many = SyntheticGroup()
    (many.count, many.samples) = (10_000, 1)
    var few = SyntheticGroup()
    (few.count, few.samples, few.model, few.first) = (8, 1, "Server 9", 10_000)
    few.level = { $0 == 3 ? 0.5 : 1 }
    let outcome = Self.outcome([many, few], seed: 3)
    let unjudged = try #require(outcome.unjudged.first)
    #expect(outcome.unjudged.count == 1 && unjudged.model == "Example Server 9")
    #expect(unjudged.count == 8 && outcome.results == 10_000 && outcome.comparedGroups == 1)
    // Of 8 nodes 10^-7 is some 47 scales away (Benchmarks/fleet/deviations), with one of 1 % a loss of 38 %.
    let least = try #require(unjudged.leastLoss)
    #expect(least > 0.25 && least < 0.7 && outcome.leastLosses.map(\.level).max() == least)
    // Of 10,000 nodes it is 5.2 scales.
    #expect(abs(try #require(outcome.leastLosses.map(\.level).min()) - 0.05) < 0.005)
    #expect(outcome.verdict == (outcome.numbers("slow") == [10_003] ? .findings : .sound))
    var random = SeededRandom(3)
    var check = FleetCheck()
    for node in many.nodes(&random) + few.nodes(&random) { check.add(node) }
    let lines = try check.explanation(of: "n10001").lines
    #expect(lines.contains { $0.contains("not judged: of so few nodes among so many tests") })
    // Among themselves a loss of a tenth would count, and they are judged.
    let alone = Self.outcome([few], seed: 3)
    #expect(alone.numbers("slow") == [10_003] && alone.results == 8 && alone.unjudged.isEmpty)
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

  /// `NODEPROBE_HEALTHY=200000` plants so many healthy nodes, and three times, instead of 40,000 once.
  private static let planted: (groups: Int, seeds: [UInt64]) = {
    let asked = ProcessInfo.processInfo.environment["NODEPROBE_HEALTHY"].flatMap(Int.init)
    return asked.map { (groups: max(1, $0 / 2000), seeds: [1, 2, 3]) } ?? (groups: 20, seeds: [1])
  }()

  @Test(
    "of 40,000 healthy results and more at most one is called slow",
    arguments: Self.planted.seeds)
  func healthy(seed: UInt64) {
    let groups = (0..<Self.planted.groups).map { number in
      var group = SyntheticGroup()
      (group.model, group.first) = ("Model \(number)", 2000 * number)
      return group
    }
    let outcome = Self.outcome(groups, seed: seed)
    #expect(outcome.results == 2000 * Self.planted.groups)
    #expect(outcome.findings.count <= 1, "\(outcome.findings)")
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

  @Test("a model that a baseline does not know is said to be compared with nothing")
  func renamed() throws {
    var group = SyntheticGroup()
    (group.count, group.samples) = (50, 1)
    let before = Self.outcome([group], seed: 1)
    #expect(before.unmatched == nil)
    #expect(Self.outcome([group], seed: 2, baseline: Baseline(before)).unmatched == nil)
    group.model = "Server 2000 G2"
    group.level = { _ in 0.9 }
    let after = Self.outcome([group], seed: 2, baseline: Baseline(before))
    let unmatched = try #require(after.unmatched)
    #expect(unmatched.count == 1 && unmatched.models == ["Example Server 2000 G2"])
    #expect(
      unmatched.words
        == "the baseline has none of 1 groups (Example Server 2000 G2): nothing shows whether they became slower"
    )
    // It comes to the measure, so that the next period says no more of it.
    #expect(Self.outcome([group], seed: 3, baseline: Baseline(after)).unmatched == nil)
  }

  @Test("who is not there when a measure is frozen is compared with what it was")
  func frozen() throws {
    var (one, other) = (SyntheticGroup(), SyntheticGroup())
    (one.count, one.samples, other.count, other.samples) = (50, 1, 50, 1)
    (other.model, other.first) = ("Server 9", 50)
    let first = Self.outcome([one, other], seed: 1)
    one.level = { _ in 0.95 }
    let second = Self.outcome([one], seed: 2, baseline: Baseline(first)).frozen
    // Each model as it was found, and without regard to settings.
    #expect(second.groups.map(\.model) == ["Example Server 2000", "Example Server 2000"])
    #expect(second.reference.prefix(2) == second.groups[...])
    #expect(second.reference.dropFirst(2).map(\.model) == ["Example Server 9", "Example Server 9"])
    other.level = { _ in 0.9 }
    let third = Self.outcome([one, other], seed: 3, baseline: Baseline(second))
    #expect(third.unmatched == nil)
    let drifts = third.findings.filter { $0.kind == "drift" }
    #expect(drifts.count == 1 && drifts.first?.subject.hasPrefix("Example Server 9") == true)
    // What was frozen was accepted as it is; with the old measure it would be behind.
    let unfrozen = Self.outcome([one, other], seed: 3, baseline: Baseline(first))
    #expect(unfrozen.findings.count { $0.kind == "drift" } == 2)
  }

  @Test("tails are judged by how many nodes have one")
  func mixture() throws {
    var random = SeededRandom(4)
    var group = SyntheticGroup()
    (group.count, group.samples) = (95, 5)
    var nodes = group.nodes(&random)
    (group.count, group.samples, group.first) = (5, 32, 95)
    nodes += group.nodes(&random)
    var check = FleetCheck()
    for node in nodes { check.add(node) }
    let outcome = check.outcome()
    let own = try #require(outcome.groups.first)
    #expect(own.count == 100 && own.tailCount == 5)
    #expect(outcome.levelTests.count == 100 && outcome.tailTests.count == 5)
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
