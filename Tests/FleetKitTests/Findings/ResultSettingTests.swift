import NodeModel
import TestSupport
import Testing

@testable import FleetKit

@Suite("Settings of results that are not the node's of today")
struct ResultSettingTests {
  /// A fleet of which some ran `gemm` by an earlier version, which is slower, and all have run `peak` since.
  private static func check(
    earlier: @escaping (Int) -> Bool, memory: @escaping (Int) -> String? = { _ in nil },
    level: @escaping (Int) -> Double = { _ in 1 }
  ) -> FleetCheck {
    func settings(_ number: Int, _ version: String?) -> [(String, String)] {
      [("bios", "1.7"), ("kernel", "6.18.5")] + (version.map { [("benchmark", $0)] } ?? [])
        + (memory(number).map { [("memory", $0)] } ?? [])
    }
    var gemm = SyntheticGroup()
    (gemm.count, gemm.spread) = (100, 0.005)
    gemm.level = { level($0) * (earlier($0) ? 0.6 : 1) }
    // Where the runs differ no version is that of all.
    gemm.settings = { settings($0, earlier($0) ? nil : "2.0") }
    gemm.conditions = {
      earlier($0) ? [("benchmark", "1.0"), ("kernel", "6.1.0")] : [("benchmark", "2.0")]
    }
    var peak = gemm
    peak.suite = "peak"
    peak.level = { _ in 1 }
    peak.conditions = { _ in [("benchmark", "2.0")] }
    var random = SeededRandom(8)
    let runs = peak.nodes(&random)
    var check = FleetCheck()
    for (number, node) in gemm.nodes(&random).enumerated() {
      var node = node
      node.benchmarks += runs[number].benchmarks
      check.add(node)
    }
    return check
  }

  @Test("what an earlier version measured is compared with what that version measured")
  func versions() throws {
    let check = Self.check { $0 % 10 == 3 }
    let outcome = check.outcome()
    #expect(outcome.numbers("slow", "straggler").isEmpty)
    // Kernel and version changed together, so that nobody can tell which of them it is.
    let finding = try #require(outcome.findings.first)
    #expect(outcome.findings.map(\.kind) == ["configuration"])
    #expect(
      finding.text.hasPrefix("benchmark 1.0 costs ")
        || finding.text.hasPrefix("kernel 6.1.0 costs "))
    #expect(finding.evidence.contains { $0.hasPrefix("cannot be told from ") })
    // gemm by versions 1 and 2, and peak once for all: today all nodes have the same settings for it.
    #expect(outcome.comparedGroups == 3)
    let lines = try check.explanation(of: "n13").lines
    #expect(lines.contains("  measured with benchmark 1.0, kernel 6.1.0"))
    #expect(lines.contains("  measured with benchmark 2.0"))
    #expect(try !check.explanation(of: "n14").lines.contains { $0.contains("measured with") })
  }

  @Test("one that is slow among its like is found, and one whose version few have says so")
  func slow() throws {
    let check = Self.check(earlier: { $0 % 10 == 3 }, level: { $0 == 13 || $0 == 14 ? 0.8 : 1 })
    #expect(check.outcome().numbers("slow") == [13, 14])
    // Too few for a group of their own are compared with all, and the finding says what they were measured with.
    let few = Self.check { $0 < 2 }.outcome()
    let one = try #require(few.findings.first { $0.kind == "slow" })
    #expect(one.evidence.contains("benchmark 1.0, usual is 2.0"))
    #expect(one.evidence.contains("kernel 6.1.0, usual is 6.18.5"))
  }

  @Test("a node that lacks a module is compared with those that have it, by the version of its run")
  func memory() throws {
    let check = Self.check(
      earlier: { $0 % 10 == 3 },
      memory: { $0 == 13 || $0 == 14 ? "7 × 32 GiB 4800 MT/s" : "8 × 32 GiB 4800 MT/s" },
      level: { $0 == 13 || $0 == 14 ? 0.8 : 1 })
    let outcome = check.outcome()
    #expect(outcome.numbers("memory") == [13, 14] && outcome.numbers("slow") == [13, 14])
    #expect(outcome.comparedGroups == 3)
    #expect(
      try check.explanation(of: "n13").lines.contains(
        "          compared as if memory were 8 × 32 GiB 4800 MT/s"))
  }
}
