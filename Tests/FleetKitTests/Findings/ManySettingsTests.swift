import TestSupport
import Testing

@testable import FleetKit

@Suite("Machines with many settings")
struct ManySettingsTests {
  @Test("that nobody else has are compared, and what most of them say divides them")
  func own() {
    var group = SyntheticGroup()
    (group.count, group.spread) = (100, 0.005)
    group.settings = { number in
      (0..<60).map { ("own\(number) \($0)", "1") } + [("tuned", number % 2 == 0 ? "no" : "yes")]
    }
    group.level = { ($0 % 2 == 0 ? 0.9 : 1) * ($0 == 8 ? 0.85 : 1) }
    var random = SeededRandom(21)
    var check = FleetCheck()
    for node in group.nodes(&random) {
      var node = node
      node.facts.fingerprint.sort { $0.key < $1.key }
      check.add(node)
    }
    let outcome = check.outcome()
    #expect(outcome.numbers("slow") == [8])
    #expect(outcome.findings.contains { $0.text.hasPrefix("tuned no costs ") })
    #expect(outcome.results == 100)
    #expect(outcome.groups.allSatisfy { $0.settings.count <= 256 })
  }

  @Test("of which some say nothing of one are groups by what the others say of it")
  func unknown() {
    var group = SyntheticGroup()
    group.count = 12
    // Three agree in all, so that the disk, of which half say nothing, is left out first: it explains nothing.
    group.settings = { number in
      let disks: [(String, String)] = number % 2 == 0 ? [] : [("disk", "x")]
      return disks + [("bios", number < 6 ? "1.4" : "1.7")]
    }
    group.level = { $0 < 6 ? 0.8 : 1 }
    var random = SeededRandom(22)
    var check = FleetCheck()
    for node in group.nodes(&random) { check.add(node) }
    // Behind them is the whole model.
    let groups = check.outcome().groups.prefix(2)
    #expect(groups.map(\.count) == [6, 6] && groups.allSatisfy(\.isWidened))
    #expect(groups.map { $0.settings.map(\.description) } == [["bios 1.4"], ["bios 1.7"]])
  }
}
