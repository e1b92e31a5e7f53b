import FleetKit
import NodeModel
import TestSupport
import Testing

@Suite("Nodes that draw too much when they do nothing")
struct IdlePowerFindingTests {
  private static let hour: Int64 = 1_772_460_000

  /// Alike nodes at 200 W in an idle hour that learnt 100 W of idle power, give or take 1 %.
  private static func fleet(
    _ count: Int = 20, domains: String = "package,dram", spread: Double = 0.01, seed: UInt64 = 7,
    level: @escaping (Int) -> Double = { _ in 1 },
    settings: @escaping (Int) -> [(String, String)] = { _ in [("bios", "1.7")] }
  ) -> [MergedNode] {
    var random = SeededRandom(seed)
    var group = SyntheticGroup()
    group.count = count
    group.settings = settings
    group.level = level
    var nodes = group.nodes(&random)
    for place in nodes.indices {
      nodes[place].facts.idle = NodeFacts.Idle(
        watts: 100 * (1 + spread * random.normal()), domains: domains)
      nodes[place].owners = [Owner("system")]
      var full = HourSlots()
      for slot in 0..<12 { full[slot] = 200 * 300_000_000 }
      nodes[place].rows = [
        FleetRow(
          owner: 0, component: .package, hour: hour, epoch: Epoch(high: 1, low: UInt64(place)),
          sequence: 1, revision: 1, isFinal: true, known: 0xFFF, tiers: 0, full: full,
          dynamic: HourSlots(), low: full.total, high: full.total)
      ]
    }
    return nodes
  }

  private static func outcome(
    _ nodes: [MergedNode], baseline: Baseline? = nil
  ) -> CheckOutcome {
    var check = FleetCheck(baseline: baseline)
    for node in nodes { check.add(node) }
    return check.outcome()
  }

  private static func set(_ watts: Double, _ domains: String, at node: inout MergedNode) {
    node.facts.idle = NodeFacts.Idle(watts: watts, domains: domains)
  }

  @Test("are found among their like: no capacity is lost, and the energy that it costs is said")
  func outlier() throws {
    var nodes = Self.fleet(40)
    #expect(Self.outcome(nodes).findings.isEmpty)
    Self.set(130, "package,dram", at: &nodes[4])
    // Less is no fault.
    Self.set(70, "package,dram", at: &nodes[5])
    let outcome = Self.outcome(nodes)
    let finding = try #require(outcome.findings.first)
    #expect(outcome.findings.count == 1)
    #expect(finding.kind == "idle_power" && finding.severity == .warning)
    #expect(finding.place.hostname == "n4" && finding.confidence == .suspect)
    #expect(finding.text.contains(" idle power package,dram: 130 W, "))
    #expect(finding.text.contains(" of 40 alike "))
    let measure = try #require(finding.measure)
    #expect(abs(measure.expected - 100) < 1 && measure.value == 130)
    // Some 30 W for the hour that was covered.
    let cost = try #require(finding.cost)
    #expect(cost.nodeHours == 0 && abs(cost.kilowattHours - 0.030) < 0.001)
    #expect(ReportFinding(finding).loss == nil && ReportFinding(finding).status == .warning)
    // One figure over days is no run of anything.
    #expect(finding.runs == nil)
  }

  @Test("are judged from a tenth on, for chips of a kind differ")
  func threshold() {
    var nodes = Self.fleet()
    for place in nodes.indices { Self.set(100, "wall", at: &nodes[place]) }
    // Of 108 W 7.4 % are too much, of 112 W 10.7 %.
    Self.set(108, "wall", at: &nodes[3])
    #expect(Self.outcome(nodes).findings.isEmpty)
    Self.set(112, "wall", at: &nodes[3])
    #expect(Self.outcome(nodes).findings.map(\.kind) == ["idle_power"])
  }

  @Test("are not compared with nodes whose meters see something else, and are no performance")
  func domains() {
    var nodes = Self.fleet()
    for place in 0..<4 { Self.set(160, "wall", at: &nodes[place]) }
    let outcome = Self.outcome(nodes)
    #expect(outcome.findings.isEmpty && outcome.unjudged.isEmpty)
    // Twenty results of benchmarks, in one group.
    #expect(outcome.results == 20 && outcome.comparedGroups == 1)
    for place in nodes.indices { nodes[place].benchmarks = [] }
    let idle = Self.outcome(nodes)
    #expect(idle.verdict == .notJudged && idle.results == 0)
  }

  @Test("a setting that costs power when idle is told, and no loss of capacity with it")
  func configuration() throws {
    var nodes = Self.fleet(
      40, settings: { [("governor", $0 % 4 == 1 ? "performance" : "schedutil")] })
    for place in nodes.indices where place % 4 == 1 {
      Self.set(125, "package,dram", at: &nodes[place])
    }
    let findings = Self.outcome(nodes).findings
    let finding = try #require(findings.first)
    #expect(findings.count == 1 && finding.kind == "configuration" && finding.cost == nil)
    #expect(finding.text.hasPrefix("governor performance draws 2"))
    #expect(finding.text.contains(" % more idle power package,dram: 10 nodes against 30 "))
  }

  @Test("a model that draws more than in its baseline is told, and then each node is")
  func drift() throws {
    let baseline = Baseline(Self.outcome(Self.fleet()))
    var nodes = Self.fleet()
    for place in nodes.indices {
      Self.set(120 + Double(place % 3) / 10, "package,dram", at: &nodes[place])
    }
    let findings = Self.outcome(nodes, baseline: baseline).findings
    let drift = try #require(findings.first { $0.kind == "drift" })
    #expect(drift.severity == .warning && drift.cost == nil)
    #expect(drift.text.contains("idle power package,dram: 120 W, "))
    #expect(findings.count { $0.kind == "idle_power" } == 20)
  }

  @Test("whose power is in another unit say so once")
  func unit() {
    var nodes = Self.fleet()
    for slot in 0..<12 { nodes[6].rows[0].full[slot] *= 1000 }
    nodes[6].rows[0].low *= 1000
    nodes[6].rows[0].high *= 1000
    Self.set(100_000, "package,dram", at: &nodes[6])
    #expect(Self.outcome(nodes).findings.map(\.kind) == ["unit_error"])
  }

  @Test("who tells power in another unit hides nobody else")
  func mistaken() throws {
    var nodes = Self.fleet(12)
    for slot in 0..<12 { nodes[6].rows[0].full[slot] /= 1000 }
    nodes[6].rows[0].low /= 1000
    nodes[6].rows[0].high /= 1000
    Self.set(0.1, "package,dram", at: &nodes[6])
    Self.set(160, "package,dram", at: &nodes[3])
    let findings = Self.outcome(nodes).findings
    #expect(findings.map(\.kind) == ["unit_error", "idle_power"])
    #expect(findings.map(\.place.hostname) == ["n6", "n3"])
    var check = FleetCheck()
    for node in nodes { check.add(node) }
    let lines = try check.explanation(of: "n6").lines
    #expect(lines.contains("  not judged: its power is in another unit"))
  }

  @Test("results of benchmarks, however many, do not make it harder to find")
  func families() {
    var nodes = Self.fleet(76, spread: 0.03)
    for place in nodes.indices {
      let one = nodes[place].benchmarks[0]
      for number in 1..<12 {
        var other = one
        other.name = "case \(number)"
        nodes[place].benchmarks.append(other)
      }
    }
    Self.set(125, "package,dram", at: &nodes[9])
    let outcome = Self.outcome(nodes)
    #expect(outcome.findings.map(\.kind) == ["idle_power"])
    #expect(outcome.findings.first?.place.hostname == "n9")
    #expect(outcome.idleTests.count == 76 && outcome.levelTests.count == 12 * 76)
  }

  @Test("many slow nodes make nobody's idle power suspect", arguments: [UInt64(1), 2, 3, 4])
  func slowBatch(seed: UInt64) {
    // Sound nodes that vary by 6 %: one of 2,000 draws a fifth more.
    let baseline = Baseline(Self.outcome(Self.fleet(1500, spread: 0.06, seed: seed + 50)))
    let nodes = Self.fleet(1500, spread: 0.06, seed: seed) { $0 % 5 < 3 ? 0.92 : 1 }
    let outcome = Self.outcome(nodes, baseline: baseline)
    #expect(outcome.numbers("slow").count > 800)
    #expect(outcome.numbers("idle_power").isEmpty, "\(outcome.numbers("idle_power"))")
  }

  @Test("a fall of performance stands before a rise of idle power, and decides how bad it is")
  func driftOfBoth() throws {
    let baseline = Baseline(Self.outcome(Self.fleet()))
    var nodes = Self.fleet { _ in 0.78 }
    for place in nodes.indices {
      Self.set(130 + Double(place % 3) / 10, "package,dram", at: &nodes[place])
    }
    let drifts = Self.outcome(nodes, baseline: baseline).findings.filter { $0.kind == "drift" }
    let drift = try #require(drifts.first)
    #expect(drifts.count == 1 && drift.severity == .critical && drift.cost != nil)
    #expect(drift.text.contains(" gemm case"), "\(drift.text)")
    #expect(drift.evidence.contains { $0.contains("idle power package,dram: 130 W") })
  }

  @Test("is in no cluster of slow nodes")
  func cluster() throws {
    // Racks of ten; all of one are slow.
    var nodes = Self.fleet(400) { $0 % 40 == 7 ? 0.9 : 1 }
    Self.set(140, "package,dram", at: &nodes[47])
    let findings = Self.outcome(nodes).findings
    let slow = try #require(findings.first { $0.kind == "slow" && $0.place.hostname == "n47" })
    #expect(slow.confidence == .high && slow.evidence.contains { $0.hasPrefix("in a cluster: ") })
    let idle = try #require(findings.first { $0.kind == "idle_power" })
    #expect(idle.place.hostname == "n47" && idle.confidence == .suspect && idle.evidence.isEmpty)
  }

  @Test("does not depend on which version of the benchmarks a node has")
  func versions() throws {
    let nodes = Self.fleet(
      8, settings: { [("benchmark", $0 % 2 == 0 ? "1.4.0" : "1.5.0"), ("bios", "1.7")] })
    let outcome = Self.outcome(nodes)
    let group = try #require(outcome.groups.first { $0.benchmark.suite == "idle" })
    #expect(group.count == 8 && !group.isWidened)
    #expect(group.settings.map(\.description) == ["bios 1.7"])
    #expect(outcome.idleTests.count == 8 && outcome.findings.isEmpty)
    // Both stand in one finding with what the machines do.
    let settings = { (_: Int) in [("benchmark", "1.5.0"), ("bios", "1.7")] }
    let before = Self.fleet(16, settings: settings)
    var later = Self.fleet(16, level: { _ in 0.9 }, settings: settings)
    for place in later.indices { Self.set(130, "package,dram", at: &later[place]) }
    let drifts = Self.outcome(later, baseline: Baseline(Self.outcome(before))).findings
      .filter { $0.kind == "drift" }
    #expect(drifts.count == 1 && drifts.first?.evidence.contains { $0.contains("idle") } == true)
  }

  @Test("a benchmark that calls itself idle power is none")
  func impostor() {
    var nodes = Self.fleet()
    for place in nodes.indices {
      nodes[place].facts.idle = nil
      nodes[place].benchmarks[0].suite = "idle"
      nodes[place].benchmarks[0].name = "power"
      nodes[place].benchmarks[0].unit = "watts"
      nodes[place].benchmarks[0].median = place == 3 ? 200 : 100
    }
    let outcome = Self.outcome(nodes)
    #expect(outcome.findings.isEmpty && outcome.results == 0)
  }

  @Test("a heat that was reported explains it, and a limit of power does not")
  func causes() throws {
    var nodes = Self.fleet()
    Self.set(130, "package,dram", at: &nodes[4])
    nodes[4].findings = [
      Finding(.warning, kind: "power", subject: "cap1", text: "at its limit"),
      Finding(.warning, kind: "temperature", subject: "temp1", text: "98 °C"),
    ]
    let finding = try #require(Self.outcome(nodes).findings.first { $0.kind == "idle_power" })
    #expect(finding.confidence == .high && finding.text.hasSuffix(": temp1, 98 °C"))
    #expect(finding.evidence.isEmpty)
  }
}
