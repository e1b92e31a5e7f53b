import Foundation
import TestSupport
import Testing

/// `probe-fleet check` and `report` with the file of what should have reported.
@Suite("Expected nodes from outside")
struct ExpectedTargetsTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
    for number in 1...5 { try folder.write(Self.report(number), to: "in/\(number).json") }
    try folder.write(
      """
      [{"targets": ["n1:9944", "n2.hall:9944", "n12:9944"], "labels": {"site": "alpha", "rack": "r7"}},
       {"targets": ["[2001:db8::3]:9944", "10.0.0.4:9944", "10.0.0.9:9944"]},
       {"targets": ["n71:9944"], "labels": {"__scheme__": "https", "site": "beta"}}]
      """, to: "targets.json")
    try folder.write(
      """
      {"schema":"nodeprobe.pull/1","targets":[
      {"target":"[2001:db8::3]:9944","node_id":"\(Self.id(3))","position":12},
      {"target":"10.0.0.4:9944","node_id":"\(Self.id(4))","position":0}
      ]}
      """, to: "out.positions")
  }

  private static func id(_ number: Int) -> String {
    String(repeating: "0", count: 63) + "\(number)"
  }

  private static func report(_ number: Int) -> String {
    let slots = String(repeating: "5,", count: 11) + "5"
    return """
      {"schema":"nodeprobe.report/1","node_id":"\(id(number))","start":"2026-11-21T00:00:00Z",\
      "end":"2026-11-21T01:00:00Z","node":{"hostname":"n\(number)"},"site":{"name":"alpha"},\
      "rows":[{"owner":"system","component":"package","hour":"2026-11-21T00:00:00Z",\
      "epoch":"5f0c2f6e-3f7b-4a52-9d0e-6f1a2b3c4d5\(number)","sequence":1,"revision":1,"final":true,\
      "tiers":"BBBBBBBBBBBB","full_uj":[\(slots)],"dynamic_uj":[\(slots)],"low_uj":60,"high_uj":60}]}

      """
  }

  private var expecting: [String] {
    ["--targets", folder.path + "/targets.json", "--positions", folder.path + "/out.positions"]
  }

  private func run(_ command: String, _ arguments: [String]) throws -> BuiltProgram.Result {
    try BuiltProgram.run("probe-fleet", [command] + arguments + [folder.path + "/in"])
  }

  private struct Checked: Decodable {
    struct Finding: Decodable {
      let kind: String
      let node: String?
      let target: String?
      let text: String
    }
    let expected_nodes: Int?
    let absent_nodes: Int?
    let unexpected_nodes: Int?
    let unmatched_targets: Int?
    let findings: [Finding]
  }

  @Test("check names what never reported and exits with 1; without the list nobody is missed")
  func checked() throws {
    let json = try run("check", expecting + ["--json"])
    #expect(json.status == 1 && json.errors.isEmpty, "\(json.errors)")
    let found = try JSONDecoder().decode(Checked.self, from: Data(json.output.utf8))
    // n1, n2, the two addresses that pull knows, n12 and n71.
    #expect(found.expected_nodes == 6 && found.absent_nodes == 2)
    #expect(found.unexpected_nodes == 1 && found.unmatched_targets == 1)
    #expect(found.findings.map(\.kind) == ["absent", "absent"])
    #expect(found.findings.map(\.target) == ["n12:9944", "n71:9944"])
    #expect(found.findings.allSatisfy { $0.node == nil && $0.text == "expected, never reported" })
    try folder.write(json.output, to: "check.json")
    let problems = try SchemaCheck.errors(
      inFile: folder.path + "/check.json", schema: "check.json")
    #expect(problems ?? "" == "")
    // It is a baseline like any other.
    let again = try run("check", expecting + ["--json", "--baseline", folder.path + "/check.json"])
    #expect(again.status == 1 && again.output == json.output)
    let table = try run("check", expecting)
    #expect(table.status == 1 && table.output.contains("n12:9944"))
    #expect(
      table.output.contains(
        "6 nodes expected: 2 never reported: n12, n71; 1 unexpected; of 1 target nobody can tell which node it is: 10.0.0.9:9944."
      ), "\(table.output)")
    let explained = try run("check", expecting + ["--explain", "n12"])
    #expect(explained.status == 1)
    #expect(
      explained.output.hasPrefix("n12:9944, site alpha, rack r7: expected, never reported\n"))
    let alone = try run("check", ["--json"])
    #expect(alone.status == 2 && !alone.output.contains("expected_nodes"))
  }

  @Test("every format says who is missing, of what the coverage is, and from which list")
  func reported() throws {
    let digest = try Program.run("/usr/bin/sha256sum", folder.path + "/targets.json").output
      .prefix(64)
    for (format, words) in [
      ("html", "2 never reported: n12, n71"), ("md", "2 never reported: n12, n71"),
      (
        "json", #""absent":[{"target":"n12:9944","site":"alpha","rack":"r7"},{"target":"n71:9944","#
      ),
      ("prom", "nodeprobe_fleet_absent_nodes{site=\"beta\"} 1\n"),
    ] {
      let found = try run("report", ["--format", format] + expecting)
      #expect(found.status == 0 && found.errors.isEmpty, "\(format): \(found.errors)")
      #expect(found.output.contains(words), "\(format)")
      #expect(!found.output.contains(folder.path), "\(format)")
      if format != "prom" {
        #expect(found.output.contains(digest), "\(format)")
        #expect(
          found.output.contains("--targets targets.json --positions out.positions"), "\(format)")
      }
      if format == "json" {
        // Twelve slots of each of five nodes, of those of seven.
        #expect(found.output.contains("\"expected_slots\":84"))
        let problems = try SchemaCheck.errors(in: Data(found.output.utf8), schema: "fleet.json")
        #expect(problems ?? "" == "")
      }
    }
    let tables = folder.path + "/tables"
    #expect(try run("report", ["--format", "csv", "-o", tables] + expecting).status == 0)
    func table(_ name: String) throws -> String {
      try String(contentsOfFile: tables + "/\(name).csv", encoding: .utf8)
    }
    #expect(try table("nodes").contains(",n12,alpha,r7,absent,,,"))
    #expect(try table("sites").contains("expected_nodes,absent_nodes"))
    #expect(try table("inputs").contains("targets.json,targets,"))
    #expect(try table("inputs").contains("out.positions,positions,"))
    #expect(try table("findings").contains(",n71:9944,,beta,"))
    let charged = try run("report", ["--format", "focus"] + expecting)
    #expect(charged.status == 0 && !charged.output.contains("n12"))
    #expect(
      charged.errors
        == "probe-fleet: of 6 expected nodes 2 never reported: n12, n71; nothing of theirs is charged\n"
    )
  }

  @Test("the order of the targets says nothing")
  func order() throws {
    let first = try run("check", expecting + ["--json"])
    try folder.write(
      """
      - targets: ["n71:9944"]
        labels: {site: beta, __scheme__: https}
      - targets: ["10.0.0.9:9944", "10.0.0.4:9944", "[2001:db8::3]:9944"]
      - labels: {rack: r7, site: alpha}
        targets: [n12, "n2.hall:9944"]
      - targets: ["n12:9944", "N1"]
        labels: {rack: r7, site: alpha}
      """, to: "targets.yml")
    let second = try run(
      "check",
      [
        "--targets", folder.path + "/targets.yml", "--positions", folder.path + "/out.positions",
        "--json",
      ])
    // Of `n12` and `n12:9944` the first stands there.
    #expect(second.output == first.output.replacing("n12:9944", with: "n12"))
  }

  @Test("a list that is broken, empty or not there is one line and status 2")
  func wrongUse() throws {
    try folder.write("[{\"targets\": [\"a b\"]}]", to: "broken.json")
    try folder.write("[]", to: "empty.json")
    let list = folder.path + "/targets.json"
    for command in ["check", "report"] {
      for (options, words) in [
        (["--targets", folder.path + "/broken.json"], "\"a b\" is no target; write HOST:PORT"),
        (["--targets", folder.path + "/empty.json"], "it names no target"),
        (["--targets", folder.path + "/none.json"], "No such file"),
        (["--targets", list, "--positions", folder.path + "/none"], "No such file"),
        (["--targets", list, "--positions", list], "targets.json: "),
        (["--positions", folder.path + "/out.positions"], "give --targets as well"),
      ] {
        let found = try run(command, options)
        #expect(found.status == 2 && found.output.isEmpty, "\(options)")
        #expect(
          found.errors.hasPrefix("probe-fleet: ") && found.errors.contains(words), "\(found.errors)"
        )
        #expect(found.errors.split(separator: "\n").count == 1)
      }
    }
  }

  @Test("what pull never tried is no failure, and is named once")
  func schemes() throws {
    let agent = try RunningAgent()
    try folder.write(
      """
      [{"targets": ["127.0.0.1:\(agent.port)"]},
       {"targets": ["n71:9944"], "labels": {"__scheme__": "https"}},
       {"targets": ["n71:9944"], "labels": {"__scheme__": "https", "site": "x"}}]
      """, to: "mixed.json")
    let pulled = try BuiltProgram.run(
      "probe-fleet",
      ["pull", "--targets", folder.path + "/mixed.json", "-o", folder.path + "/out.ndjson"])
    #expect(
      pulled.status == 0 && pulled.errors.split(separator: "\n").count == 1, "\(pulled.errors)")
    #expect(pulled.errors.hasPrefix("n71:9944: its __scheme__ is https"))
    // What it has kept says which node the address is.
    let found = try BuiltProgram.run(
      "probe-fleet",
      [
        "check", "--targets", folder.path + "/mixed.json", "--positions",
        folder.path + "/out.ndjson.positions", folder.path + "/out.ndjson",
      ])
    #expect(
      found.status == 1
        && found.output.contains("2 nodes expected: 1 never reported: n71."), "\(found.output)")
  }
}
