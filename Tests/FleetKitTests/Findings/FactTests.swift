import FleetKit
import NodeModel
import TestSupport
import Testing

@Suite("Facts among findings")
struct FactTests {
  private static let hour: Int64 = 1_772_460_000

  /// Ten nodes at 400 W for an hour that are alike.
  private static func fleet() -> [MergedNode] {
    var random = SeededRandom(3)
    var group = SyntheticGroup()
    group.count = 10
    var nodes = group.nodes(&random)
    for place in nodes.indices {
      nodes[place].owners = [Owner("system"), Owner("residual_under")]
      nodes[place].rows = [row(place, 0, watts: 400)]
    }
    return nodes
  }

  private static func row(
    _ node: Int, _ owner: Int, watts: UInt64, epoch: UInt64 = 1, hour: Int64 = Self.hour,
    known: UInt16 = 0xFFF
  ) -> FleetRow {
    var full = HourSlots()
    for slot in 0..<12 where known >> UInt16(slot) & 1 == 1 { full[slot] = watts * 300_000_000 }
    return FleetRow(
      owner: owner, component: .package, hour: hour,
      epoch: Epoch(high: epoch, low: UInt64(node)), sequence: 1, revision: 1, isFinal: true,
      known: known, tiers: 0, full: full, dynamic: HourSlots(), low: full.total, high: full.total)
  }

  private static func findings(_ nodes: [MergedNode]) -> [FleetFinding] {
    var check = FleetCheck()
    for node in nodes { check.add(node) }
    return check.outcome().findings
  }

  @Test("a fleet that is sound has no findings")
  func sound() {
    var check = FleetCheck()
    for node in Self.fleet() { check.add(node) }
    let outcome = check.outcome()
    #expect(outcome.findings.isEmpty && outcome.verdict == .sound)
    #expect(outcome.nodes == 10 && outcome.results == 10)
    #expect(outcome.levelTests.count == 10 && outcome.tailTests.count == 10)
  }

  @Test("what an agent found is a finding, with its advice")
  func agents() {
    var nodes = Self.fleet()
    nodes[4].findings = [
      Finding(
        .warning, kind: "link", subject: "0000:40:00.0", text: "x8 of x16", advice: "reseat it"),
      Finding(.critical, kind: "temperature", subject: "temp1", text: "101 °C, critical is 100 °C"),
    ]
    let findings = Self.findings(nodes)
    #expect(findings.map(\.kind) == ["temperature", "link"])
    #expect(findings.allSatisfy { $0.place.hostname == "n4" && $0.confidence == .certain })
    #expect(findings[1].action == "reseat it")
  }

  @Test("a wrong result is critical, however fast it was")
  func wrong() throws {
    var nodes = Self.fleet()
    nodes[2].benchmarks[0].isVerified = false
    let findings = Self.findings(nodes)
    #expect(findings.map(\.kind) == ["wrong_result"] && findings[0].severity == .critical)
    // 400 W for an hour, none of which can be trusted.
    let cost = try #require(findings[0].cost)
    #expect(cost.nodeHours == 1 && cost.kilowattHours == 0.4 && cost.grams == nil)
  }

  @Test("wrong results are no measure of sound machines, however many and fast they are")
  func wrongPeers() {
    var random = SeededRandom(4)
    var group = SyntheticGroup()
    group.count = 13
    group.level = { $0 < 7 ? 1.5 : 1 }
    var nodes = group.nodes(&random)
    for place in 0..<7 { nodes[place].benchmarks[0].isVerified = false }
    var check = FleetCheck()
    for node in nodes { check.add(node) }
    let outcome = check.outcome()
    #expect(outcome.findings.filter { $0.kind != "wrong_result" && $0.kind != "silent" } == [])
    #expect(outcome.numbers("wrong_result") == Set(0..<7) && outcome.results == 6)
    #expect(!outcome.groups.isEmpty && outcome.groups.allSatisfy { $0.count == 6 })
  }

  @Test("a result of 0 is told and not compared")
  func zero() {
    var nodes = Self.fleet()
    nodes[2].benchmarks[0].median = 0
    var check = FleetCheck()
    for node in nodes { check.add(node) }
    let outcome = check.outcome()
    #expect(outcome.findings.map(\.kind) == ["implausible_result"] && outcome.results == 9)
  }

  @Test(
    "power in milliwatts and in kilowatt hours is an error of the unit, eight times the power is load"
  )
  func units() {
    var nodes = Self.fleet()
    nodes[1].rows = [Self.row(1, 0, watts: 350_000)]
    nodes[2].rows = [Self.row(2, 0, watts: 3000)]
    nodes[3].rows = [Self.row(3, 0, watts: 1_440_000_000)]
    let findings = Self.findings(nodes)
    #expect(findings.map(\.kind) == ["unit_error", "unit_error"])
    #expect(findings.map(\.place.hostname) == ["n1", "n3"])
    #expect(findings[0].text == "350 kW on average, about 1,000 times the 400 W of its model")
    #expect(findings[1].text.contains("3.6 million times"))
  }

  @Test("what flowed in an outage has no unit: a node draws what it drew while it was seen")
  func outage() throws {
    var nodes = Self.fleet()
    // Five minutes at 400 W, and what 30 hours came to before them; of one node this was long before the end.
    for (place, hour) in [(1, Self.hour), (2, Self.hour - 7200)] {
      nodes[place].owners.append(Owner("gap"))
      nodes[place].rows = [
        Self.row(place, 0, watts: 400, hour: hour, known: 1),
        Self.row(place, 2, watts: 360 * 400, hour: hour, known: 1),
      ]
    }
    nodes[1].benchmarks[0].isVerified = false
    var check = FleetCheck()
    for node in nodes { check.add(node) }
    let findings = check.outcome().findings
    #expect(findings.map(\.kind) == ["wrong_result", "silent"])
    // 33.3 Wh.
    #expect(findings.first?.cost?.kilowattHours == 0.4 / 12)
    #expect(
      findings.last?.evidence
        == ["in no sum: 0 to 1.17 kWh since then, the latter at its own mean of 400 W"])
    #expect(try check.explanation(of: "n2").lines.contains("power: 400 W on average"))
  }

  @Test("what is estimated is held against no meter's figure")
  func estimated() {
    var nodes = Self.fleet()
    nodes[1].rows = [Self.row(1, 0, watts: 350_000)]
    nodes[2].rows = [Self.row(2, 0, watts: 350_000)]
    // Tier E in all slots.
    nodes[2].rows[0].tiers = 0x4444_4444_4444
    #expect(Self.findings(nodes).map(\.place.hostname) == ["n1"])
  }

  @Test("slots that two epochs counted are two machines with one identity; one slot is a new start")
  func cloned() {
    var nodes = Self.fleet()
    nodes[5].rows.append(Self.row(5, 0, watts: 300, epoch: 2, known: 0x00F))
    nodes[6].rows = [
      Self.row(6, 0, watts: 300, known: 0x01F), Self.row(6, 0, watts: 300, epoch: 2, known: 0xFF0),
    ]
    let findings = Self.findings(nodes)
    #expect(findings.map(\.kind) == ["cloned_id"] && findings[0].place.hostname == "n5")
    #expect(findings[0].text.hasPrefix("4 slots of five minutes"))
  }

  @Test("two power losses double a slot each, and are no clone; two slots of one pair are")
  func powerLosses() {
    var nodes = Self.fleet()
    nodes[3].rows = [
      Self.row(3, 0, watts: 300, known: 0x01F), Self.row(3, 0, watts: 300, epoch: 2, known: 0x1F0),
      Self.row(3, 0, watts: 300, epoch: 3, known: 0xF00),
    ]
    nodes[4].rows = [
      Self.row(4, 0, watts: 300, known: 0x01F), Self.row(4, 0, watts: 300, epoch: 2, known: 0x1F0),
      Self.row(4, 0, watts: 300, epoch: 3, known: 0xF0C),
    ]
    let findings = Self.findings(nodes)
    #expect(findings.map(\.kind) == ["cloned_id"] && findings.first?.place.hostname == "n4")
    #expect(
      findings.first?.text == "2 slots of five minutes were counted in epoch "
        + "\(Epoch(high: 1, low: 4)) and in \(Epoch(high: 3, low: 4))")
  }

  @Test("commands that ran beside each other without an agent are no clones")
  func commands() {
    var nodes = Self.fleet()
    nodes[2].owners += [Owner("run:n2/a"), Owner("run:n2/b")]
    nodes[2].rows += [Self.row(2, 2, watts: 30, epoch: 2), Self.row(2, 3, watts: 30, epoch: 3)]
    #expect(Self.findings(nodes).isEmpty)
    // An agent's epoch has more than jobs.
    nodes[2].rows.append(Self.row(2, 0, watts: 30, epoch: 3))
    #expect(Self.findings(nodes).map(\.kind) == ["cloned_id"])
  }

  @Test("an active part above the energy of its slot contradicts itself")
  func active() {
    var nodes = Self.fleet()
    nodes[2].rows[0].dynamic[3] = nodes[2].rows[0].full[3]
    nodes[6].rows[0].dynamic[3] = nodes[6].rows[0].full[3] + 1
    let findings = Self.findings(nodes)
    #expect(findings.map(\.kind) == ["books"] && findings.first?.place.hostname == "n6")
    #expect(findings.first?.text == "the active part is more than the energy of a slot")
  }

  @Test("a PUE below 1 is told, and neither carbon nor cost is formed with it")
  func effectiveness() {
    var nodes = Self.fleet()
    nodes[1].factors = [Make.factors(pue: 1, price: 0.2, since: 0)]
    nodes[5].factors = [Make.factors(pue: 0.85, price: 0.2, since: 0)]
    nodes[6].factors = [Make.factors(pue: 135, price: 0.2, since: 0)]
    nodes[7].factors = [Make.factors(intensity: -1, since: 0)]
    let findings = Self.findings(nodes)
    #expect(findings.map(\.kind) == ["factors", "factors", "factors"])
    #expect(findings.map(\.place.hostname) == ["n5", "n6", "n7"])
    #expect(
      findings.first?.text.hasPrefix("PUE 0.85: a PUE below 1 means a wrong boundary") == true)
    let counted = statistics(nodes)
    // 400 W for an hour of one node, with PUE 1.
    #expect(counted.balance.added.footprint.energy == 400 * 3_600_000_000)
    #expect(counted.balance.effectiveness == 1)
    #expect(counted.sites["hall"]?.effectivenessWords == ["configured pue2"])
  }

  @Test("rows that never came and rows that contradict each other are counted")
  func rows() {
    var nodes = Self.fleet()
    let epoch = Epoch(high: 1, low: 7)
    nodes[7].holes = [
      MergedNode.Hole(epoch: epoch, sequences: 812...815),
      MergedNode.Hole(epoch: epoch, sequences: 9...9),
    ]
    nodes[8].conflicts = [
      MergedNode.Conflict(
        owner: "system", component: .package, hour: Self.hour, epoch: epoch, revision: 1,
        digests: ["aa", "bb"])
    ]
    let findings = Self.findings(nodes)
    #expect(findings.map(\.kind) == ["missing_rows", "conflict"])
    #expect(
      findings[0].text
        == "5 closed rows never came: rows 812 to 815 of epoch \(epoch) and 1 ranges more")
  }

  @Test("a clock that is an hour ahead of all others is suspected, one that is behind is not")
  func clock() {
    var nodes = Self.fleet() + Self.fleet() + Self.fleet()
    for place in nodes.indices {
      let id = NodeID((0, 0, 1, UInt64(place)))
      nodes[place] = renamed(nodes[place], id)
    }
    nodes[11].end += 3_600_000_000_000
    nodes[12].end -= 3_600_000_000_000
    let findings = Self.findings(nodes)
    #expect(findings.map(\.kind) == ["clock"] && findings[0].place.node?.words.3 == 11)
    #expect(findings[0].text == "its reports end 1 h after those of 29 other nodes")
  }

  @Test(
    "in a small fleet as well, of three nodes and more that agree",
    arguments: [
      ([0, 0, 60], [2]), ([0, 3, 14, 90], [3]), ([0, 60], []), ([0, 20, 40, 60], []),
      ([-600, -300, 0, 60], []), ([0, 0, 0, 0, 60, 60], []), ([-180, 0, 0, 0, 16], [4]),
    ])
  func smallClocks(minutes: [Int64], found: [UInt64]) {
    let nodes = minutes.enumerated().map { number, shift in
      Make.node(UInt64(number)) {
        $0.end = UInt64(Int64($0.end) + shift * 60_000_000_000)
      }
    }
    let findings = Self.findings(nodes)
    #expect(findings.map(\.place.node?.words.3) == found)
    #expect(findings.allSatisfy { $0.kind == "clock" && $0.confidence == .suspect })
  }

  @Test("hours a day from those of all others are a wrong clock, of one node and of few")
  func strays() {
    var nodes = Self.fleet()
    let years: Int64 = 4 * 365 * 86_400
    nodes[2].rows.append(Self.row(2, 0, watts: 400, hour: Self.hour - years))
    nodes[3].rows.insert(Self.row(3, 0, watts: 400, hour: Self.hour - 20 * 3600), at: 0)
    let findings = Self.findings(nodes)
    #expect(findings.map(\.kind) == ["clock"] && findings[0].place.hostname == "n2")
    #expect(findings[0].text.hasPrefix("12 slots of five minutes between 2022-03-03 "))
  }

  @Test(
    "a node that was not seen in the last hour is silent, and one that never was covers nothing")
  func silent() {
    var nodes = Self.fleet()
    nodes[4].rows = [Self.row(4, 0, watts: 400, hour: Self.hour - 3600)]
    nodes[5].rows = []
    nodes[6].rows = [Self.row(6, 0, watts: 400, known: 0x001)]
    let findings = Self.findings(nodes)
    #expect(findings.map(\.kind) == ["silent", "silent"])
    #expect(
      findings.map(\.text) == [
        "seen last 2026-03-02 14:00, 1 h before the end", "covers no time at all",
      ])
    // 400 W for an hour, if it ran.
    #expect(
      findings.map(\.evidence)
        == [["in no sum: 0 to 0.400 kWh since then, the latter at its own mean of 400 W"], []])
    #expect(findings.allSatisfy { $0.cost == nil })
  }

  @Test("books that contradict themselves are critical")
  func books() {
    var nodes = Self.fleet()
    nodes[1].rows.append(Self.row(1, 1, watts: 401))
    nodes[2].rows[0].high -= 1
    let findings = Self.findings(nodes)
    #expect(findings.map(\.kind) == ["books", "books"])
    #expect(
      findings.map(\.text) == [
        "more was withdrawn than handed out: -3600000000 µJ in all",
        "bounds do not hold the energy of a row",
      ])
  }

  private func renamed(_ node: MergedNode, _ id: NodeID) -> MergedNode {
    var node = node
    node.id = id
    return node
  }

  @Test("a fact that explains a slow node is joined, with what it costs")
  func cause() throws {
    var random = SeededRandom(5)
    var group = SyntheticGroup()
    (group.count, group.suite, group.unit) = (100, "accelerator", "bytes/s")
    group.level = { $0 == 3 ? 0.5 : 1 }
    var nodes = group.nodes(&random)
    nodes[3].owners = [Owner("system")]
    nodes[3].rows = [Self.row(3, 0, watts: 1000)]
    nodes[3].findings = [
      Finding(
        .warning, kind: "link", subject: "0000:40:00.0", text: "x8 of x16", advice: "reseat it")
    ]
    let finding = try #require(Self.findings(nodes).first { $0.kind == "slow" })
    #expect(finding.text.hasSuffix(": 0000:40:00.0, x8 of x16"))
    #expect(finding.confidence == .high && finding.action == "reseat it")
    // An hour at 1 kW, of which half brings nothing.
    let cost = try #require(finding.cost)
    #expect(abs(cost.nodeHours - 0.5) < 0.02 && abs(cost.kilowattHours - 0.5) < 0.02)
  }

  @Test("slow nodes in one rack are a finding about the rack")
  func cluster() throws {
    var random = SeededRandom(6)
    var group = SyntheticGroup()
    group.count = 800
    // 20 nodes a rack.
    group.level = { $0 % 40 == 7 && $0 < 480 || $0 == 100 ? 0.9 : 1 }
    let findings = Self.findings(group.nodes(&random))
    let cluster = try #require(findings.first { $0.kind == "cluster" })
    #expect(cluster.place.rack == "r7" && cluster.place.node == nil)
    #expect(cluster.text.hasPrefix("12 of 20 nodes are slow"))
    #expect(findings.count { $0.kind == "cluster" } == 1)
    #expect(findings.count { $0.kind == "slow" && $0.confidence == .high } == 12)
  }

  @Test("the explanation has the numbers of a calculator")
  func explanation() throws {
    var random = SeededRandom(5)
    var group = SyntheticGroup()
    (group.count, group.level) = (100, { $0 == 3 ? 0.8 : 1 })
    var check = FleetCheck()
    for node in group.nodes(&random) { check.add(node) }
    let explanation = try check.explanation(of: "N3")
    #expect(explanation.isFound && explanation.lines.contains { $0.contains("counts") })
    #expect(explanation.lines.contains { $0.hasPrefix("  group: 100 nodes, Example Server 2000") })
    #expect(try check.explanation(of: "n4").isFound == false)
  }

  @Test("a name that is nobody's, or several nodes', is told from one that is a node's")
  func names() throws {
    var check = FleetCheck()
    for number in 1...3 {
      var node = MergedNode(
        id: NodeID((UInt64(number) << 60, 0, 0, 0)), start: 0, end: 0, facts: NodeFacts())
      node.facts.hostname = ["A1.example", "twin", "twin"][number - 1]
      check.add(node)
    }
    func words(_ name: String) -> String {
      do {
        return try check.explanation(of: name).lines[0]
      } catch {
        return error.description
      }
    }
    let first = "1" + String(repeating: "0", count: 63) + ", A1.example"
    for name in ["a1.example", "A1", "10", "1"] { #expect(words(name) == first, "\(name)") }
    for name in ["a", "", "n1000"] {
      #expect(words(name).hasPrefix("no node is called"), "\(name)")
    }
    #expect(
      words("twin")
        == "2 nodes are called \"twin\", twin (200000000000), twin (300000000000); give more of its id"
    )
  }

  @Test("lost hours are those in which the node was seen, whatever its clock says")
  func lostHours() throws {
    var random = SeededRandom(5)
    var group = SyntheticGroup()
    (group.count, group.level) = (100, { $0 == 3 ? 0.8 : 1 })
    var nodes = group.nodes(&random)
    nodes[3].owners = [Owner("system")]
    nodes[3].rows = [Self.row(3, 0, watts: 1000)]
    nodes[3].start = 0
    let finding = try #require(Self.findings(nodes).first { $0.kind == "slow" })
    // A fifth of one hour, and not of the years since 1970.
    #expect(abs(try #require(finding.cost).nodeHours - 0.2) < 0.01)
  }

  @Test("the link of a network interface explains the network and no accelerator")
  func linkSubjects() throws {
    for (subject, suite, isCause) in [
      ("eth0", "network", true), ("eth0", "accelerator", false),
      ("0000:40:00.0 NVIDIA H100", "accelerator", true), ("0000:40:00.0", "network", true),
      ("enp4s0.100", "accelerator", false), ("10.0.0.1", "accelerator", false),
    ] {
      var random = SeededRandom(5)
      var group = SyntheticGroup()
      (group.count, group.suite, group.level) = (100, suite, { $0 == 3 ? 0.8 : 1 })
      var nodes = group.nodes(&random)
      nodes[3].findings = [Finding(.warning, kind: "link", subject: subject, text: "slow")]
      let finding = try #require(Self.findings(nodes).first { $0.kind == "slow" })
      #expect((finding.confidence == .high) == isCause, "\(subject) \(suite)")
    }
  }

  @Test("a fact is dated back to the first of the periods in a row that saw it")
  func firstSeen() throws {
    let day: UInt64 = 86_400_000_000_000
    var earlier: CheckOutcome?
    var seen: [UInt64?] = []
    for period in 0..<5 {
      var nodes = Self.fleet()
      for place in nodes.indices { nodes[place].end += UInt64(period) * day }
      if period != 3 {
        nodes[4].findings = [Finding(.warning, kind: "ecc", subject: "DIMM_A1", text: "errors")]
      }
      var check = FleetCheck(baseline: earlier.map { Baseline($0) })
      for node in nodes { check.add(node) }
      let outcome = check.outcome()
      let finding = outcome.findings.first { $0.kind == "ecc" }
      seen.append(finding?.firstSeen)
      if let finding { #expect(finding.lastSeen == nodes[4].end) }
      earlier = outcome
    }
    let first = Self.fleet()[4].end
    #expect(seen == [first, first, first, nil, first + 4 * day])
  }
}
