import NodeModel
import TestSupport
import Testing

@testable import FleetKit

/// What a group is compared with whose settings no group of the baseline has.
@Suite("Settings that are new to a baseline")
struct NewSettingsTests {
  private static let (usual, other) = ("24 × 32 GiB", "12 × 64 GiB")

  /// Of 200 machines 60 have other memory, at another level.
  private static func outcome(
    _ level: Double, kernels: (usual: String, other: String), seed: UInt64,
    baseline: CheckOutcome? = nil
  ) -> CheckOutcome {
    var random = SeededRandom(seed)
    var group = SyntheticGroup()
    (group.count, group.suite) = (200, "bandwidth")
    func isOther(_ number: Int) -> Bool { number % 10 >= 7 }
    group.level = { isOther($0) ? level : 1 }
    group.settings = {
      isOther($0)
        ? [("kernel", kernels.other), ("memory", Self.other)]
        : [("kernel", kernels.usual), ("memory", Self.usual)]
    }
    var check = FleetCheck(baseline: baseline.map { Baseline($0) })
    for node in group.nodes(&random) { check.add(node) }
    return check.outcome()
  }

  private static func groups(
    _ groups: [(settings: [String: String], count: Int, location: Double)]
  ) -> [PeerGroup] {
    groups.map { one in
      PeerGroup(
        model: "M",
        settings: one.settings.map { NodeSetting(key: $0.key, value: $0.value) }.sorted(),
        benchmark: BenchmarkName(suite: "gemm", name: "case", parameters: "", unit: "flop/s"),
        count: one.count,
        level: GoodSideFit(location: one.location, spread: 0.05, floor: 0.003), tail: nil,
        tailCount: 0)
    }
  }

  @Test(
    "a kernel that is new everywhere makes no slow machines of those that always were",
    arguments: [0.55, 0.9])
  func kernel(level: Double) {
    let before = Self.outcome(level, kernels: ("6.1", "6.1"), seed: 1)
    #expect(before.findings.map(\.kind) == ["configuration"])
    let after = Self.outcome(level, kernels: ("6.8", "6.8"), seed: 2, baseline: before)
    #expect(after.findings.map(\.kind) == ["configuration"], "\(after.findings.map(\.text))")
    #expect(after.unmatched == nil && after.reference == before.groups)
  }

  @Test("what the few lose beside a new kernel is found")
  func loss() throws {
    let before = Self.outcome(0.55, kernels: ("6.1", "6.1"), seed: 1)
    let after = Self.outcome(0.55 * 0.9, kernels: ("6.8", "6.8"), seed: 2, baseline: before)
    let drifts = after.findings.filter { $0.kind == "drift" }
    let drift = try #require(drifts.first)
    #expect(drifts.count == 1 && drift.subject.hasSuffix(", memory " + Self.other))
    #expect(drift.text.hasPrefix("−10") || drift.text.hasPrefix("−9."), "\(drift.text)")
    #expect(
      drift.evidence.contains(
        "the baseline has no group with these settings: its group with kernel 6.1, memory "
          + Self.other))
    #expect(after.numbers("slow") == Set((0..<200).filter { $0 % 10 >= 7 }))
  }

  @Test("settings that are known and were never seen together are said to be unmatched, once")
  func exchanged() throws {
    let before = Self.outcome(0.55, kernels: ("6.1", "6.8"), seed: 1)
    let after = Self.outcome(0.55, kernels: ("6.8", "6.1"), seed: 2, baseline: before)
    #expect(after.findings.allSatisfy { $0.kind == "configuration" })
    #expect(try #require(after.unmatched).count == 2)
    #expect(after.numbers("slow").isEmpty)
    // It has come to the measure.
    let next = Self.outcome(0.55, kernels: ("6.8", "6.1"), seed: 3, baseline: after)
    #expect(next.unmatched == nil && next.findings.allSatisfy { $0.kind == "configuration" })
    let worse = Self.outcome(0.5, kernels: ("6.8", "6.1"), seed: 3, baseline: after)
    #expect(worse.findings.count { $0.kind == "drift" } == 1)
  }

  @Test("a whole model is a measure where its groups differ by little or by chance alone")
  func whole() {
    func measure(_ known: [(settings: [String: String], count: Int, location: Double)]) -> Int? {
      let whole = (settings: [String: String](), count: 200, location: 0.0)
      let asked = Self.groups([(["bios": "2", "memory": "b"], 20, -0.1)])[0]
      return Baseline(groups: Self.groups(known + [whole])).group(like: asked)?.count
    }
    #expect(measure([]) == 200)
    #expect(
      measure([(["bios": "1", "memory": "a"], 140, 0), (["bios": "1", "memory": "b"], 60, -0.02)])
        == 200)
    // Where machines vary by 5 %, 6 % are 2.6 standard errors of five of them, and 7.5 of sixty.
    #expect(
      measure([(["bios": "1", "memory": "a"], 140, 0), (["bios": "1", "memory": "b"], 5, -0.06)])
        == 200)
    #expect(
      measure([(["bios": "1", "memory": "a"], 140, 0), (["bios": "1", "memory": "b"], 60, -0.06)])
        == 60)
    // Of those with this memory the larger counts, where both are alike.
    let other = (settings: ["bios": "1", "memory": "a"], count: 70, location: 0.0)
    #expect(
      measure([
        other, (["bios": "1", "memory": "b"], 60, -0.06),
        (["bios": "0", "memory": "b"], 61, -0.06),
      ]) == 61)
    #expect(
      measure([
        other, (["bios": "1", "memory": "b"], 60, -0.06), (["bios": "0", "memory": "b"], 61, -0.2),
      ]) == nil)
    #expect(measure([other, (["bios": "1", "memory": "c"], 60, -0.06)]) == nil)
  }
}
