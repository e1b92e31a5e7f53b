import NodeModel
import TestSupport
import Testing

@testable import FleetKit

@Suite("Memory that is not its model's")
struct MemoryFactTests {
  private static func group(_ memory: @escaping (Int) -> String?) -> SyntheticGroup {
    var group = SyntheticGroup()
    (group.count, group.suite, group.unit, group.median) = (100, "bandwidth", "bytes/s", 4e11)
    group.spread = 0.005
    group.settings = { number in
      [("bios", "1.7")] + (memory(number).map { [("memory", $0)] } ?? [])
    }
    return group
  }

  private static func outcome(_ group: SyntheticGroup) -> CheckOutcome {
    var random = SeededRandom(8)
    var check = FleetCheck()
    for node in group.nodes(&random) { check.add(node) }
    return check.outcome()
  }

  @Test(
    "words of memory are read, others are not",
    arguments: [
      ("24 × 32 GiB 4800 MT/s", 24, 786_432, 4800), ("8 x 512 MiB", 8, 4096, nil),
      ("2 × 16 GiB + 6 × 32 GiB 5600 MT/s", 8, 229_376, 5600), ("", nil, nil, nil),
      ("24 × 32 GiB 4800", nil, nil, nil), ("24 × 32 GiB +", nil, nil, nil),
      ("some", nil, nil, nil), ("-1 × 32 GiB", nil, nil, nil), ("1 × 32 TiB", nil, nil, nil),
      ("99999999999999999999 × 1 GiB", nil, nil, nil), ("0 × 32 GiB", nil, nil, nil),
    ] as [(String, Int?, Int?, Int?)])
  func words(text: String, modules: Int?, mebibytes: Int?, speed: Int?) {
    let memory = MemoryPopulation(text)
    #expect(memory?.modules == modules && memory?.mebibytes == mebibytes && memory?.speed == speed)
  }

  @Test(
    "seven nodes of a hundred that lack a module are told one by one, and do not hide each other")
  func missing() throws {
    var group = Self.group { $0 % 16 == 3 ? "7 × 32 GiB 4800 MT/s" : "8 × 32 GiB 4800 MT/s" }
    group.level = { $0 % 16 == 3 ? 0.9 : 1 }
    let outcome = Self.outcome(group)
    let bad: Set = [3, 19, 35, 51, 67, 83, 99]
    #expect(outcome.numbers("memory") == bad && outcome.numbers("slow") == bad)
    #expect(outcome.findings.count == 14 && outcome.comparedGroups == 1)
    let fact = try #require(outcome.findings.first { $0.kind == "memory" })
    #expect(fact.confidence == .certain && fact.subject == "memory modules")
    #expect(
      fact.text
        == "7 × 32 GiB 4800 MT/s, where 93 of 100 of its model have 8 × 32 GiB 4800 MT/s")
    let slow = try #require(outcome.findings.first { $0.kind == "slow" })
    #expect(slow.confidence == .high && slow.action == fact.action && slow.evidence.isEmpty)
    #expect(slow.text.hasSuffix(": memory modules, " + fact.text))
  }

  @Test("slower modules are told, a tenth of all at most, and one of five")
  func slower() {
    func found(_ count: Int, slow: Int) -> Int {
      var group = Self.group { "8 × 32 GiB \($0 < slow ? 4400 : 4800) MT/s" }
      group.count = count
      return Self.outcome(group).numbers("memory").count
    }
    #expect(found(100, slow: 10) == 10 && found(100, slow: 11) == 0)
    #expect(found(5, slow: 1) == 1 && found(5, slow: 2) == 0 && found(4, slow: 1) == 0)
  }

  @Test(
    "what was bought otherwise is no defect: larger modules, smaller ones, faster ones, none said")
  func bought() {
    for other in [
      "4 × 64 GiB 4800 MT/s", "8 × 16 GiB 4800 MT/s", "8 × 32 GiB 5600 MT/s", nil, "much",
    ] {
      let group = Self.group { $0 < 6 ? other : "8 × 32 GiB 4800 MT/s" }
      #expect(Self.outcome(group).findings.isEmpty, "\(other ?? "none")")
    }
  }

  @Test("the few nodes that have a costly setting are named, and the explanation of each says so")
  func holders() throws {
    var group = Self.group { _ in nil }
    group.settings = { [("microcode", $0 % 16 == 3 ? "0x10" : "0x20")] }
    group.level = { $0 % 16 == 3 ? 0.9 : 1 }
    var random = SeededRandom(8)
    var check = FleetCheck()
    for node in group.nodes(&random) { check.add(node) }
    let findings = check.outcome().findings
    #expect(findings.map(\.kind) == ["configuration"])
    #expect(findings[0].evidence.first == "on n3, n19, n35, n51, n67, n83, n99")
    let one = try check.explanation(of: "n19")
    #expect(one.isFound && one.lines.contains { $0.hasSuffix(findings[0].text) })
    #expect(try check.explanation(of: "n20").isFound == false)
  }
}
