import Foundation
import TestSupport
import Testing

/// `probe-fleet check` over reports whose truth the generator of Benchmarks/fleet writes beside them.
@Suite("Checking a fleet from outside")
struct CheckCommandTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private struct Outcome: Decodable {
    struct Finding: Decodable {
      let kind: String
      let node: String?
    }
    let verdict: String
    let nodes: Int
    let findings: [Finding]

    func nodes(with kind: String) -> Set<String> {
      Set(findings.filter { $0.kind == kind }.compactMap(\.node))
    }
  }

  private struct Truth: Decodable {
    let nodes: Int
    let defects: [String: [String]]

    func nodes(with defect: String) -> Set<String> {
      Set(defects.filter { $0.value.contains(defect) }.keys)
    }
  }

  private static func generate(
    _ nodes: Int, hours: Int = 1, seed: Int = 1, into folder: TemporaryDirectory
  ) throws -> String {
    let generator = root.appendingPathComponent("Benchmarks/fleet/generate").path
    let run = try Program.run(
      "/usr/bin/env", "python3", generator, "--out", folder.path, "--nodes", "\(nodes)",
      "--hours", "\(hours)", "--seed", "\(seed)")
    #expect(run.status == 0, "\(run.output)")
    return folder.path + "/reports.ndjson"
  }

  private static func check(_ arguments: String...) throws -> BuiltProgram.Result {
    try BuiltProgram.run("probe-fleet", ["check"] + arguments)
  }

  @Test("every planted fact is found and no other, and the document is valid by its schema")
  func facts() throws {
    let folder = try TemporaryDirectory()
    let reports = try Self.generate(500, into: folder)
    let run = try Self.check("--json", reports)
    #expect(run.status == 1 && run.errors.isEmpty, "\(run.errors)")
    let outcome = try JSONDecoder().decode(Outcome.self, from: Data(run.output.utf8))
    let truth = try JSONDecoder().decode(
      Truth.self, from: Data(contentsOf: URL(fileURLWithPath: folder.path + "/truth.json")))
    #expect(outcome.verdict == "findings" && outcome.nodes == truth.nodes)
    for (kind, defect) in [
      ("link", "narrow_link"), ("temperature", "hot"), ("wrong_result", "wrong_result"),
      ("unit_error", "power_unit"), ("cloned_id", "cloned"), ("straggler", "straggler"),
      ("idle_power", "idle_power"),
    ] {
      #expect(outcome.nodes(with: kind) == truth.nodes(with: defect), "\(kind)")
    }
    // Modules that are missing are told of each node, however many there are; a machine with one module lacks none.
    let lacking = outcome.nodes(with: "memory")
    #expect(!lacking.isEmpty && lacking.isSubset(of: truth.nodes(with: "slow_memory")))
    let slow = outcome.nodes(with: "slow").union(lacking)
    #expect(slow.isSuperset(of: truth.nodes(with: "slow_memory")))
    // Of one hour no row can be missing between others, and none is planted.
    #expect(outcome.nodes(with: "missing_rows").isEmpty)
    #expect(truth.nodes(with: "missing_rows").isEmpty)
    // Facts alone leave slow ones to statistics: what is planted is far beyond chance.
    #expect(outcome.nodes(with: "slow").isSuperset(of: truth.nodes(with: "narrow_link")))
    try folder.write(run.output, to: "check.json")
    let file = folder.path + "/check.json"
    #expect(try SchemaCheck.errors(inFile: file, schema: "check.json") ?? "" == "")

    // Its groups are a baseline of themselves: nothing drifted.
    let again = try Self.check("--json", "--baseline", file, reports)
    #expect(again.output == run.output && again.status == 1)
    // Laid out by another program it is the same.
    let laid = try Program.run("/usr/bin/env", "python3", "-m", "json.tool", file).output
    try folder.write(laid, to: "laid.json")
    #expect(
      try Self.check("--json", "--baseline", folder.path + "/laid.json", reports).output
        == run.output)
    // Reports are one as well, and a merged file is what it was made of.
    let merged = folder.path + "/merged.jsonl"
    let merge = try BuiltProgram.run("probe-fleet", ["merge", "-o", merged, reports])
    #expect(merge.status == 0, "\(merge.errors)")
    #expect(try Self.check("--json", "--baseline", merged, merged).output == run.output)
  }

  @Test(
    "rows that are missing between others are found of each node that lacks them, and of no other")
  func holes() throws {
    let folder = try TemporaryDirectory()
    let reports = try Self.generate(100, hours: 3, seed: 12, into: folder)
    let run = try Self.check("--json", reports)
    let outcome = try JSONDecoder().decode(Outcome.self, from: Data(run.output.utf8))
    let truth = try JSONDecoder().decode(
      Truth.self, from: Data(contentsOf: URL(fileURLWithPath: folder.path + "/truth.json")))
    let lacking = truth.nodes(with: "missing_rows")
    #expect(lacking.count == 2 && outcome.nodes(with: "missing_rows") == lacking)
  }

  @Test("a chain of periods keeps the groups of the first one, until another one is frozen")
  func chain() throws {
    let folder = try TemporaryDirectory()
    // What a group could show among the tests of a period is no part of a measure.
    func groups(_ name: String, in text: String) throws -> NSArray? {
      let pattern = #/,"least_loss":[-+.0-9e]+/#
      let document = try JSONSerialization.jsonObject(
        with: Data(text.replacing(pattern, with: "").utf8))
      return (document as? [String: Any])?[name] as? NSArray
    }
    func begins(_ all: NSArray, with first: NSArray) -> Bool {
      NSArray(array: Array(all.prefix(first.count))) == first
    }
    var (texts, files, reports): ([String], [String], [String]) = ([], [], [])
    for seed in 1...3 {
      let period = try TemporaryDirectory()
      let report = try Self.generate(60, seed: seed, into: period)
      reports.append(folder.path + "/\(seed).ndjson")
      try FileManager.default.moveItem(atPath: report, toPath: reports[seed - 1])
      let baseline = files.last.map { ["--baseline", $0] } ?? []
      let run = try BuiltProgram.run(
        "probe-fleet", ["check", "--json"] + baseline + [reports[seed - 1]])
      let isKnown = run.errors.isEmpty || run.errors.hasPrefix("probe-fleet: the baseline ")
      #expect(run.status < 2 && isKnown, "\(run.errors)")
      try folder.write(run.output, to: "\(seed).json")
      texts.append(run.output)
      files.append(folder.path + "/\(seed).json")
      #expect(try SchemaCheck.errors(inFile: files[seed - 1], schema: "check.json") ?? "" == "")
    }
    let first = try #require(try groups("groups", in: texts[0]))
    #expect(try groups("baseline", in: texts[0]) == nil && first.count > 0)
    for text in texts.dropFirst() {
      let kept = try #require(try groups("baseline", in: text))
      #expect(kept.count >= first.count && begins(kept, with: first))
      #expect(try groups("groups", in: text) != first)
    }
    let frozen = try Self.check("--json", "--freeze", "--baseline", files[1], reports[2])
    let own = try #require(try groups("groups", in: texts[2]))
    #expect(try groups("groups", in: frozen.output) == own)
    let measure = try groups("baseline", in: frozen.output) ?? own
    #expect(begins(measure, with: own) && !begins(measure, with: first))
    #expect(try Self.check("--freeze", reports[2]).status == 2)
  }

  @Test("a baseline of machines that are called otherwise now is said to know none of them")
  func renamed() throws {
    let folder = try TemporaryDirectory()
    let reports = try Self.generate(60, into: folder)
    try folder.write(try Self.check("--json", reports).output, to: "before.json")
    let text = try String(contentsOfFile: reports, encoding: .utf8)
    try folder.write(
      text.replacing("\"product\":\"", with: "\"product\":\"New "), to: "renamed.ndjson")
    let baseline = folder.path + "/before.json"
    let words = "the baseline has none of "
    let run = try Self.check("--json", "--baseline", baseline, folder.path + "/renamed.ndjson")
    #expect(run.errors.hasPrefix("probe-fleet: " + words) && run.output.contains(words))
    try folder.write(run.output, to: "after.json")
    #expect(
      try SchemaCheck.errors(inFile: folder.path + "/after.json", schema: "check.json") ?? "" == "")
    let table = try Self.check("--baseline", baseline, folder.path + "/renamed.ndjson")
    #expect(table.output.contains("Note: " + words) && table.errors.isEmpty)
    #expect(table.output.contains("Compared with the period until 20"))
    // Then they are known.
    let next = try Self.check(
      "--json", "--baseline", folder.path + "/after.json", folder.path + "/renamed.ndjson")
    #expect(next.errors.isEmpty && !next.output.contains(words))
  }

  @Test("what nodes in doubt are charged is said, on the rows and beside them")
  func charges() throws {
    let folder = try TemporaryDirectory()
    let reports = try Self.generate(500, into: folder)
    let truth = try JSONDecoder().decode(
      Truth.self, from: Data(contentsOf: URL(fileURLWithPath: folder.path + "/truth.json")))
    let doubted = truth.nodes(with: "power_unit").union(truth.nodes(with: "cloned"))
    let run = try BuiltProgram.run("probe-fleet", ["report", "--format", "focus", reports])
    #expect(run.status == 0 && !doubted.isEmpty, "\(run.errors)")
    let words = doubted.count == 1 ? "1 node in doubt (" : "\(doubted.count) nodes in doubt ("
    #expect(run.errors.contains(words) && run.errors.split(separator: "\n").count == 1)
    try folder.write(run.output, to: "focus.csv")
    let script = """
      import csv, sys
      rows = list(csv.DictReader(open(sys.argv[1] + "/focus.csv", newline="")))
      doubted = [row for row in rows if row["x_DoubtedEnergyKWh"]]
      assert doubted and len(doubted) < len(rows)
      assert all(abs(float(row["x_DoubtedEnergyKWh"])) <= abs(float(row["x_EnergyKWh"])) for row in doubted)
      assert all(row["ResourceName"] != row["ResourceId"] for row in rows)
      print("so it is")
      """
    let found = try Program.run("/usr/bin/env", ["python3", "-c", script, folder.path])
    #expect(found.output == "so it is\n")
  }

  @Test("too few nodes are not judged, and that is the exit status")
  func tooFew() throws {
    let folder = try TemporaryDirectory()
    let reports = try Self.generate(4, into: folder)
    let run = try Self.check(reports)
    #expect(run.status == 2)
    #expect(run.output.hasPrefix("Nothing was found. Only facts of 4 nodes were judged"))
    #expect(run.output.contains("5 are needed"))
  }

  @Test("the table aligns, and --explain gives the arithmetic of one node")
  func text() throws {
    let folder = try TemporaryDirectory()
    let reports = try Self.generate(200, into: folder)
    let lines = try Self.check(reports).output.split(separator: "\n")
    let heading = try #require(lines.first)
    let start = try #require(heading.range(of: "WHAT")).lowerBound
    let column = heading.distance(from: heading.startIndex, to: start)
    #expect(lines.count > 2)
    for line in lines where line.hasPrefix("!") {
      let place = line.index(line.startIndex, offsetBy: column)
      #expect(line[line.index(before: place)] == " " && line[place] != " ", "\(line)")
    }
    let unknown = try Self.check("--explain", "n000999", reports)
    #expect(unknown.status == 2 && unknown.errors.contains("give its host's name"))
    // By the first label of its host's name.
    #expect(try Self.check("--explain", "N000007", reports).output.contains("n000007.site-"))
    // By the beginning of its id, SHA-256 of "1/7".
    let digest = try Program.run("/usr/bin/env", "bash", "-c", "printf 1/7 | sha256sum").output
    let explained = try Self.check("--explain", String(digest.prefix(16)), reports)
    #expect(explained.status < 2 && explained.output.hasPrefix(digest.prefix(64) + ", n000007."))
    #expect(explained.output.contains("location = mean of those within 3.0 scales"))
  }

  @Test("a baseline that is broken, and an option that does not fit, are wrong use")
  func wrongUse() throws {
    let folder = try TemporaryDirectory()
    try folder.write(#"{"schema":"nodeprobe.check/1","groups":[{}]}"#, to: "broken.json")
    try folder.write("", to: "empty.ndjson")
    let broken = try Self.check("--baseline", folder.path + "/broken.json", "x.ndjson")
    #expect(broken.status == 2 && broken.output.isEmpty)
    #expect(broken.errors.contains("the member \"model\" is missing"), "\(broken.errors)")
    #expect(try Self.check("--json", "--explain", "n1", "x").status == 2)
    #expect(try Self.check(folder.path + "/empty.ndjson").status == 2)
    #expect(try Self.check().status == 2)
  }
}
