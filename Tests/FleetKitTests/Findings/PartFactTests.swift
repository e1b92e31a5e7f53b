import NodeModel
import TestSupport
import Testing

@testable import FleetKit

@Suite("Parts that are missing")
struct PartFactTests {
  private static let chip = "NVIDIA H100 SXM5"

  /// Machines with two packages and eight accelerators each, but for what is changed.
  private static func check(
    _ count: Int = 20, level: @escaping (Int) -> Double = { _ in 1 },
    _ change: (Int, inout NodeFacts) -> Void
  ) -> FleetCheck {
    var random = SeededRandom(8)
    var group = SyntheticGroup()
    (group.count, group.level) = (count, level)
    group.processor = { _ in "AMD EPYC 9554 64-Core Processor" }
    var check = FleetCheck()
    for (number, var node) in group.nodes(&random).enumerated() {
      (node.facts.packages, node.facts.cores) = (2, 128)
      node.facts.accelerators = [.init(model: chip, count: 8)]
      change(number, &node.facts)
      check.add(node)
    }
    return check
  }

  @Test("a node of twenty with one package of two is told, and is as slow as half of its peers")
  func package() throws {
    let check = Self.check(level: { $0 == 7 ? 0.5 : 1 }) { number, facts in
      if number == 7 { (facts.packages, facts.cores) = (1, 64) }
    }
    let outcome = check.outcome()
    #expect(outcome.numbers("cores") == [7] && outcome.numbers("slow") == [7])
    #expect(outcome.findings.count == 2 && outcome.comparedGroups == 1 && outcome.results == 20)
    let fact = try #require(outcome.findings.first { $0.kind == "cores" })
    #expect(fact.severity == .critical && fact.confidence == .certain)
    #expect(
      fact.text
        == "1 package, 64 cores, where 19 of 20 of its kind have 2 packages, 128 cores")
    let slow = try #require(outcome.findings.first { $0.kind == "slow" })
    #expect(slow.confidence == .high && slow.action == fact.action && slow.measure?.count == 20)
    #expect(slow.text.hasSuffix(": cores, " + fact.text))
    let explained = try check.explanation(of: "n7")
    #expect(
      explained.isFound
        && explained.lines.contains {
          $0.hasSuffix(
            "as if it were Example Server 2000, 2 × AMD EPYC 9554 64-Core Processor, 128 cores, 8 × NVIDIA H100 SXM5"
          )
        })
  }

  @Test(
    "a node of twenty that lacks accelerators is told, one of them or all",
    arguments: [(7, "7 × NVIDIA H100 SXM5"), (0, "none")])
  func accelerators(count: Int, words: String) throws {
    let outcome = Self.check { number, facts in
      guard number == 3 else { return }
      facts.accelerators = count == 0 ? [] : [.init(model: Self.chip, count: count)]
    }.outcome()
    #expect(outcome.findings.map(\.kind) == ["accelerators"] && outcome.results == 20)
    let fact = try #require(outcome.findings.first)
    #expect(fact.place.hostname == "n3" && fact.severity == .critical)
    #expect(fact.confidence == .certain && fact.subject == "accelerators")
    #expect(fact.text == words + ", where 19 of 20 of its kind have 8 × NVIDIA H100 SXM5")
  }

  @Test(
    "two of twenty are told, three are another machine, one of five is told, one of four is not")
  func share() {
    func found(_ count: Int, lacking: Int) -> Int {
      Self.check(count) { number, facts in if number < lacking { facts.cores = 120 } }
        .outcome().numbers("cores").count
    }
    #expect(found(20, lacking: 2) == 2 && found(20, lacking: 3) == 0)
    #expect(found(5, lacking: 1) == 1 && found(4, lacking: 1) == 0)
  }

  @Test("what several lack in the same way may have been bought so, and is no certain fault")
  func shared() throws {
    let outcome = Self.check(100) { number, facts in
      if number < 4 { (facts.packages, facts.cores) = (1, 64) }
      // As many accelerators beside other cores are the same lack.
      if number == 4 { facts.cores = 120 }
      if number == 4 || number == 5 { facts.accelerators[0].count = 4 }
      if number == 6 { facts.accelerators[0].count = 7 }
    }.outcome()
    func found(_ kind: String, _ number: Int) throws -> FleetFinding {
      try #require(
        outcome.findings.first { $0.kind == kind && $0.place.hostname == "n\(number)" })
    }
    for number in 0..<4 {
      let fact = try found("cores", number)
      #expect(fact.severity == .warning && fact.confidence == .suspect)
      #expect(
        fact.text
          == "1 package, 64 cores, as 3 others, where 95 of 100 of its kind have 2 packages, 128 cores"
      )
      #expect(fact.evidence == ["bought so, or one fault in common"])
      #expect(!fact.action.contains("out of service"))
    }
    for number in [4, 5] {
      let fact = try found("accelerators", number)
      #expect(fact.severity == .warning && fact.text.contains("4 × NVIDIA H100 SXM5, as 1 other,"))
    }
    for (kind, number) in [("cores", 4), ("accelerators", 6)] {
      let fact = try found(kind, number)
      #expect(fact.severity == .critical && fact.confidence == .certain, "\(number)")
    }
    #expect(outcome.numbers("cores") == [0, 1, 2, 3, 4])
    #expect(outcome.numbers("accelerators") == [4, 5, 6])
  }

  @Test(
    "modules that a dead package hides are told beside it, and it is compared as if they were there"
  )
  func memory() throws {
    let outcome = Self.check(level: { $0 == 7 ? 0.5 : 1 }) { number, facts in
      if number == 7 { (facts.packages, facts.cores) = (1, 64) }
      facts.fingerprint.append(
        (key: "memory", value: "\(number == 7 ? 12 : 24) × 32 GiB 4800 MT/s"))
    }.outcome()
    #expect(outcome.findings.map(\.kind).sorted() == ["cores", "memory", "slow"])
    #expect(outcome.numbers("cores", "memory", "slow") == [7] && outcome.comparedGroups == 1)
    let slow = try #require(outcome.findings.first { $0.kind == "slow" })
    #expect(slow.text.contains(": cores, 1 package"))
  }

  @Test("two parts that are missing of one node are two facts, and it is compared with whole ones")
  func both() {
    let outcome = Self.check { number, facts in
      if number == 5 {
        facts.cores = 120
        facts.accelerators[0].count = 6
      }
      if number == 6 { facts.accelerators[0].count = 7 }
    }.outcome()
    #expect(outcome.numbers("cores") == [5] && outcome.numbers("accelerators") == [5, 6])
    #expect(outcome.comparedGroups == 1 && outcome.results == 20)
  }

  @Test("two machines that each lack one accelerator of eight were not bought so")
  func oneOfEight() {
    let outcome = Self.check { number, facts in
      if number < 2 { facts.accelerators[0].count = 7 }
    }.outcome()
    #expect(outcome.numbers("accelerators") == [0, 1])
    #expect(outcome.findings.allSatisfy { $0.severity == .critical && $0.confidence == .certain })
  }

  @Test("what was bought otherwise, and a machine of any size, lack nothing")
  func bought() {
    let others: [(String, (inout NodeFacts) -> Void)] = [
      ("more cores", { $0.cores = 192 }), ("more accelerators", { $0.accelerators[0].count = 9 }),
      ("another accelerator", { $0.accelerators = [.init(model: "NVIDIA L40S", count: 2)] }),
      (
        "fewer and larger packages",
        { ($0.packages, $0.cores, $0.processor) = (1, 96, "AMD EPYC 9654 96-Core Processor") }
      ), ("another product", { ($0.product, $0.cores) = ("Server 1000", 64) }),
      ("unknown", { ($0.packages, $0.cores) = (nil, nil) }),
      ("fewer packages and more cores", { ($0.packages, $0.cores) = (1, 160) }),
    ]
    for (name, change) in others {
      let outcome = Self.check { number, facts in if number == 3 { change(&facts) } }.outcome()
      #expect(outcome.numbers("cores", "accelerators").isEmpty, "\(name)")
    }
    for product in ["Google Compute Engine", "Standard PC (Q35 + ICH9, 2009)", "", nil] {
      let outcome = Self.check { number, facts in
        facts.product = product
        if number == 3 { facts.cores = 8 }
      }.outcome()
      #expect(outcome.numbers("cores").isEmpty, "\(product ?? "none")")
    }
  }
}
