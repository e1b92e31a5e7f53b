import NodeModel
import TestSupport
import Testing

@testable import FleetKit

@Suite("Bits of matrix products")
struct ChecksumFactTests {
  /// What is found among nodes of which each has one product, of which nobody calls any wrong.
  private static func check(
    _ count: Int = 20, version: @escaping (Int) -> String? = { _ in "2.0" },
    _ checksum: (Int) -> UInt64?
  ) -> FleetCheck {
    var random = SeededRandom(8)
    var group = SyntheticGroup()
    group.count = count
    group.conditions = { number in version(number).map { [("benchmark", $0)] } ?? [] }
    var check = FleetCheck()
    for (number, var node) in group.nodes(&random).enumerated() {
      node.benchmarks[0].checksum = checksum(number)
      check.add(node)
    }
    return check
  }

  @Test("one of twenty that computes other bits is told, critical and at the cost of all it did")
  func one() throws {
    let check = Self.check { $0 == 7 ? 0xBAD : 0x600D }
    let outcome = check.outcome()
    #expect(outcome.findings.map(\.kind) == ["checksum"] && outcome.numbers("checksum") == [7])
    let fact = try #require(outcome.findings.first)
    #expect(fact.severity == .critical && fact.confidence == .certain)
    #expect(
      fact.subject == "gemm case n=4096"
        && fact.text == "other bits than those of 19 of 20 of its kind")
    #expect(fact.cost?.nodeHours == 1)
    #expect(try check.explanation(of: "n7").isFound)
  }

  @Test("two with bits of their own are both told; two with the same are a warning, and suspect")
  func two() throws {
    let own = Self.check { $0 < 2 ? UInt64($0) : 0x600D }.outcome()
    #expect(own.numbers("checksum") == [0, 1])
    #expect(own.findings.allSatisfy { $0.severity == .critical && $0.confidence == .certain })
    let same = Self.check { $0 < 2 ? 0xBAD : 0x600D }.outcome()
    #expect(same.numbers("checksum") == [0, 1])
    #expect(same.findings.allSatisfy { $0.severity == .warning && $0.confidence == .suspect })
    #expect(same.findings.allSatisfy { $0.cost == nil })
    let text = try #require(same.findings.first?.text)
    #expect(
      text == "other bits than those of 18 of 20 of its kind, and the same as those of 1 more")
  }

  @Test(
    "three of twenty are another kind, one of five is told, one of four is not, and two kinds are two"
  )
  func share() {
    func found(_ count: Int, _ strays: Int) -> Int {
      Self.check(count) { $0 < strays ? UInt64($0) : 0x600D }.outcome().numbers("checksum").count
    }
    #expect(found(20, 2) == 2 && found(20, 3) == 0)
    #expect(found(5, 1) == 1 && found(4, 1) == 0 && found(5, 2) == 0)
  }

  @Test(
    "those of another version of the benchmark, or that do not say theirs, are compared with no others"
  )
  func versions() {
    func found(_ version: @escaping (Int) -> String?) -> Set<Int> {
      Self.check(version: version) { $0 == 7 ? 0xBAD : 0x600D }.outcome().numbers("checksum")
    }
    #expect(found { $0 == 7 ? "1.0" : "2.0" }.isEmpty)
    #expect(found { $0 == 7 ? nil : "2.0" }.isEmpty)
    #expect(found { $0 < 5 ? nil : "2.0" } == [7])
  }

  @Test(
    "those of programs that were compiled otherwise, or for other caches, are compared with no others"
  )
  func builds() {
    var random = SeededRandom(8)
    var group = SyntheticGroup()
    group.count = 20
    group.conditions = { _ in [("benchmark", "2.0")] }
    var check = FleetCheck()
    for (number, var node) in group.nodes(&random).enumerated() {
      node.benchmarks[0].checksum = number == 7 ? 0xBAD : 0x600D
      node.benchmarks[0].build = number == 7 ? 1 : 2
      check.add(node)
    }
    #expect(check.outcome().findings.isEmpty)
  }

  @Test("a node that lacks a part is one of those that have it")
  func parts() {
    var random = SeededRandom(8)
    var group = SyntheticGroup()
    group.count = 20
    group.conditions = { _ in [("benchmark", "2.0")] }
    group.processor = { _ in "AMD EPYC 9554 64-Core Processor" }
    var check = FleetCheck()
    for (number, var node) in group.nodes(&random).enumerated() {
      node.facts.accelerators = [.init(model: "NVIDIA H100 SXM5", count: number == 7 ? 7 : 8)]
      node.benchmarks[0].checksum = number == 7 ? 0xBAD : 0x600D
      check.add(node)
    }
    let outcome = check.outcome()
    #expect(outcome.numbers("accelerators") == [7] && outcome.numbers("checksum") == [7])
  }

  @Test("who has none is not one of them, and a product that is wrong has a finding already")
  func none() {
    #expect(Self.check { $0 == 7 ? nil : 0x600D }.outcome().findings.isEmpty)
    var random = SeededRandom(8)
    var group = SyntheticGroup()
    group.count = 20
    group.conditions = { _ in [("benchmark", "2.0")] }
    var check = FleetCheck()
    for (number, var node) in group.nodes(&random).enumerated() {
      node.benchmarks[0].checksum = number == 7 ? 0xBAD : 0x600D
      node.benchmarks[0].isVerified = number != 7
      check.add(node)
    }
    #expect(check.outcome().findings.map(\.kind) == ["wrong_result"])
  }
}
