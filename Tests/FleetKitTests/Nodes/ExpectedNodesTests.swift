import TestSupport
import Testing

@testable import FleetKit

@Suite("Nodes that should have reported")
struct ExpectedNodesTests {
  /// `node1.hall`, `node2`, one without a name, and `NODE4.hall.example`.
  private static let nodes: [ExpectedNodes.Reported] = [
    "node1.hall", "node2", nil, "NODE4.hall.example",
  ].enumerated().map { .init(id: id(UInt64($0 + 1)), hostname: $1) }

  private static func id(_ number: UInt64) -> NodeID { NodeID((0, 0, 0, number)) }

  private static func entry(_ text: String, _ labels: [String: String] = [:]) -> TargetFile.Entry {
    var entry = TargetFile.Entry(text: text, place: "")
    for (name, value) in labels { entry.labels.take(name, value) }
    return entry
  }

  private static func positions(_ nodes: [String: UInt64]) -> PullPositions {
    var positions = PullPositions()
    for (target, number) in nodes {
      positions.entries[target] = PullPositions.Entry(nodeID: id(number).description, position: 7)
    }
    return positions
  }

  private static func expected(
    _ entries: [TargetFile.Entry], _ known: [String: UInt64] = [:],
    among nodes: [ExpectedNodes.Reported] = Self.nodes
  ) -> ExpectedNodes {
    ExpectedNodes(ExpectedTargets(entries, positions(known)), among: nodes)
  }

  @Test(
    "a target is the node that pull found there, of that id, of that name, of that first label",
    arguments: [
      ("node1.hall:9944", [:], nil, [1]), ("Node1.HALL.", [:], nil, [1]), ("node1", [:], nil, [1]),
      ("node2.yard:9944", [:], nil, [2]), ("node4.hall.example", [:], nil, [4]),
      ("node4:80", [:], nil, [4]),
      ("10.0.0.3:9944", [:], 3, [3]), ("[2001:db8::3]:9944", [:], 3, [3]),
      ("10.0.0.3", ["node_id": String(repeating: "0", count: 63) + "3"], nil, [3]),
      // Where another node answers now than the one of that name, both are no surprise.
      ("node2:9944", [:], 3, [2, 3]),
      // Whoever has the name has reported, if the one that answered earlier has not.
      ("node2:9944", [:], 9, [2]), ("node4:80", [:], 9, [4]), ("node1.yard", [:], 9, [1]),
      ("node4", ["node_id": String(repeating: "0", count: 63) + "9"], nil, [4]),
    ] as [(String, [String: String], UInt64?, [Int])])
  func matches(text: String, labels: [String: String], known: UInt64?, found: [Int]) {
    let one = Self.expected([Self.entry(text, labels)], known.map { [text: $0] } ?? [:])
    #expect(one.absent.isEmpty && one.unmatched.isEmpty)
    #expect(one.isExpected == (1...4).map(found.contains))
    #expect(one.count == found.count && one.unexpected == 4 - found.count)
  }

  @Test("positions and targets with and without the usual port are the same target")
  func port() {
    let one = Self.expected(
      [Self.entry("[::1]"), Self.entry("10.0.0.2:9944")],
      [
        "[::1]:9944": 3, "10.0.0.2": 2,
      ])
    #expect(one.isExpected == [false, true, true, false] && one.unmatched.isEmpty)
  }

  @Test("a name that nobody has and an id that nobody has are absent; an address is unmatched")
  func lacking() {
    let one = Self.expected(
      [
        Self.entry("node12:9944", ["site": "hall", "rack": "r7"]), Self.entry("node12:9100"),
        Self.entry("node9.yard:80"), Self.entry("10.0.0.9"), Self.entry("10.0.0.8:9944"),
        Self.entry("[fe80::1]:9944"), Self.entry("localhost:9944"),
        Self.entry("node40", ["__scheme__": "https", "site": "", "node_id": "40"]),
        Self.entry("http://x", ["__scheme__": "https"]), Self.entry("node1"), Self.entry("node2"),
        Self.entry("10.0.0.3"), Self.entry("node4"),
      ], ["10.0.0.9": 9, "10.0.0.3": 3])
    #expect(one.absent.map(\.target) == ["10.0.0.9", "node9.yard:80", "node12:9944", "node40"])
    #expect(one.absent.map(\.label) == ["10.0.0.9", "node9.yard:80", "node12", "node40"])
    #expect(one.absent.map(\.id) == [Self.id(9), nil, nil, nil])
    #expect(one.absent.map(\.site) == [nil, nil, "hall", nil] && one.absent[2].rack == "r7")
    #expect(one.absent.map(\.scheme) == [nil, nil, nil, "https"])
    #expect(
      one.unmatched == ["10.0.0.8:9944", "[fe80::1]:9944", "http://x", "localhost:9944"])
    #expect(one.absent.map(\.wasFetched) == [true, false, false, false])
    #expect(one.absent.allSatisfy { $0.candidates == 0 })
    #expect(one.count == 8 && one.reported == 4 && one.unexpected == 0)
  }

  /// Names of management interfaces, and what hosts call themselves.
  private static func aliases(
    _ count: Int, of hosts: [String], beside named: [String] = []
  ) -> ExpectedNodes {
    let targets = named + (1...count).map { "gpu-a0\($0)-mgmt:9944" }
    return expected(
      targets.map { entry($0) },
      among: (named + hosts).enumerated().map {
        .init(id: id(UInt64($0 + 1)), hostname: $1)
      })
  }

  @Test("names that are no host's are no absent nodes where as many nodes are in no target")
  func otherNames() {
    let hosts = ["gpu-a01", "gpu-a02", "gpu-a03"]
    let all = Self.aliases(3, of: hosts)
    #expect(all.absent.isEmpty && all.unmatched.count == 3 && all.count == 0)
    #expect(
      all.words == [
        "3 unexpected",
        "of 3 targets nobody can tell which node it is (give --positions): "
          + "gpu-a01-mgmt:9944, gpu-a02-mgmt:9944, gpu-a03-mgmt:9944",
      ])
    // Two of them did not report, and nobody knows which.
    let few = Self.aliases(3, of: ["gpu-a02"])
    #expect(few.absent.map(\.candidates) == [1, 1, 1] && few.unmatched.isEmpty)
    #expect(FleetFinding(few.absent[0]).confidence == .suspect)
    #expect(
      FleetFinding(few.absent[0]).evidence
        == ["1 node is in no target: it may be one of them, by another name"])
    // Where more names are those of hosts, a new node is no other name of one that is missed.
    let one = Self.aliases(1, of: ["new"], beside: ["n1", "n2"])
    #expect(one.absent.map(\.candidates) == [1] && one.unmatched.isEmpty && one.count == 3)
    let even = Self.aliases(2, of: ["gpu-a01", "gpu-a02"], beside: ["n1", "n2"])
    #expect(even.absent.isEmpty && even.unmatched.count == 2 && even.reported == 2)
    let none = Self.aliases(2, of: [], beside: ["n1"])
    #expect(FleetFinding(none.absent[0]).confidence == .certain && none.absent.count == 2)
  }

  @Test(
    "of two hosts with one first label nobody can tell which is meant; an id and a whole name can",
    arguments: [
      // Targets, what pull knows, hosts; who is absent, who cannot be told.
      (["a.x", "a.y"], [:], ["a"], [], ["a.x", "a.y"]),
      (["a"], [:], ["a.x", "a.y"], [], ["a"]),
      (["a.z"], [:], ["a.x", "a.y"], [], ["a.z"]),
      (["a.x", "a.y"], [:], ["a.x"], ["a.y"], []),
      (["a", "a.x"], [:], ["a"], [], ["a.x"]),
      (["a.x", "a.y"], ["a.x": 1], ["a"], ["a.y"], []),
      (["a.x", "b.x"], [:], ["a.y"], ["b.x"], []),
      // The id is that of before a node was installed anew.
      (["a"], ["a": 9], ["a.x", "a.y"], [], ["a"]),
      (["a.x", "a.y"], ["a.x": 9], ["a"], [], ["a.x", "a.y"]),
      (["a.x", "b"], ["a.x": 9, "b": 1], ["a"], ["a.x"], []),
    ] as [([String], [String: UInt64], [String], [String], [String])])
  func ambiguous(
    targets: [String], known: [String: UInt64], hosts: [String], absent: [String],
    unmatched: [String]
  ) {
    let nodes = hosts.enumerated().map {
      ExpectedNodes.Reported(id: Self.id(UInt64($0 + 1)), hostname: $1)
    }
    let one = Self.expected(targets.map { Self.entry($0) }, known, among: nodes)
    #expect(one.absent.map(\.target) == absent && one.unmatched == unmatched)
  }

  @Test("two targets of one node count once, reported or absent")
  func once() {
    let one = Self.expected(
      [
        Self.entry("node1:9944"), Self.entry("node1.hall:9100"), Self.entry("10.0.0.1:9944"),
        Self.entry("10.0.0.9:9944"), Self.entry("10.0.0.9:9100"), Self.entry("node9:9944"),
      ], ["10.0.0.1:9944": 1, "node1:9944": 1, "10.0.0.9:9944": 9, "node9:9944": 9])
    #expect(one.reported == 1 && one.absent.count == 1 && one.count == 2)
    #expect(one.unmatched.isEmpty && one.absent[0].target == "10.0.0.9:9944")
  }

  @Test("the order of targets and the times that they stand there say nothing")
  func order() {
    var random = SeededRandom(6)
    var entries = [
      "node1", "node1:9944", "node12", "node12:9944", "10.0.0.3:1", "10.0.0.7", "a.x", "a.y",
      "NODE2", "node40:80", "node9",
    ].flatMap { name in
      [
        Self.entry(name, ["site": "hall"]), Self.entry(name, ["rack": "r1"]),
        Self.entry(name, ["__scheme__": "https"]),
      ]
    }
    let known: [String: UInt64] = ["10.0.0.3:1": 3, "node9": 9]
    let first = Self.expected(entries, known)
    #expect(first.absent.count == 5 && first.absent.allSatisfy { $0.scheme == nil })
    for _ in 0..<50 {
      entries.shuffle(using: &random)
      #expect(Self.expected(entries, known) == first)
    }
  }

  @Test("64 hexadecimal digits are a node's id, and nothing else is")
  func ids() {
    let digits = String(repeating: "0123456789abcdef", count: 4)
    #expect(NodeID(digits)?.description == digits)
    #expect(NodeID(digits.uppercased())?.description == digits)
    for text in ["", "7", digits + "0", String(digits.dropLast()) + "g"] {
      #expect(NodeID(text) == nil)
    }
  }
}
