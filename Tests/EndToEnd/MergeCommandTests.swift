import Foundation
import TestSupport
import Testing

@Suite("probe-fleet merge")
struct MergeCommandTests {
  private let folder: TemporaryDirectory
  private let report: [UInt8]

  init() throws {
    folder = try TemporaryDirectory()
    report = try [UInt8](
      Data(
        contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
          .appendingPathComponent("../../docs/schema/examples/report.json")))
  }

  /// The example of another node, on one line where it is to be.
  private func report(node: Character) throws -> String {
    let text = String(decoding: report, as: UTF8.self)
    let id = try #require(text.firstRange(of: "\"node_id\": \""))
    var changed = text
    changed.replaceSubrange(
      id.upperBound..<text.index(after: id.upperBound), with: String(node))
    let lines = changed.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    return lines.joined() + "\n"
  }

  private func merge(_ arguments: String...) throws -> BuiltProgram.Result {
    try BuiltProgram.run("probe-fleet", ["merge"] + arguments)
  }

  @Test("a printed report becomes one line, and the last line says what stands before it")
  func example() throws {
    try folder.write(bytes: report, to: "a.json")
    let merged = try merge(folder.path + "/a.json")
    #expect(merged.status == 0)
    #expect(merged.errors.isEmpty)
    let lines = merged.output.split(separator: "\n")
    try #require(lines.count == 2)
    try folder.write(lines[0] + "\n", to: "line")
    let digest = try Program.run("/usr/bin/sha256sum", folder.path + "/line").output.prefix(64)
    #expect(
      lines[1]
        == "{\"schema\":\"nodeprobe.merge/1\",\"nodes\":1,\"rows\":10,\"sha256\":\"\(digest)\"}")
    let again = try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any]
    let first = try JSONSerialization.jsonObject(with: Data(report)) as? [String: Any]
    #expect((again?["rows"] as? [Any])?.count == (first?["rows"] as? [Any])?.count)
    #expect(
      (again?["node"] as? NSDictionary) == (first?["node"] as? NSDictionary))
  }

  @Test("files, folders, gzip, zstd, standard input and earlier merges give the same bytes")
  func inputs() throws {
    let reports = try ["a", "b", "c"].map { try report(node: $0) }
    try folder.write(reports.joined(), to: "all.ndjson")
    let expected = try merge(folder.path + "/all.ndjson")
    #expect(expected.status == 0)
    for (place, text) in reports.enumerated() {
      try folder.write(text, to: "reports/\(place)/one.json")
    }
    try folder.write("no report", to: "reports/README")
    try folder.write(expected.output, to: "merged")
    try folder.write(reports[2] + reports[0], to: "two")
    for command in [
      "PROGRAM merge reports", "PROGRAM merge merged two", "PROGRAM merge two merged",
      "cat two merged two | PROGRAM merge -", "gzip -c all.ndjson | PROGRAM merge -",
      "zstd -qc two > two.zst; PROGRAM merge two.zst reports/1",
      "(gzip -c reports/0/one.json; gzip -c two) > two.gz; PROGRAM merge reports/1/one.json two.gz",
      "PROGRAM merge -o out all.ndjson && cat out",
    ] {
      let program = BuiltProgram.folder.appendingPathComponent("probe-fleet").path
      let line = command.replacingOccurrences(of: "PROGRAM", with: program)
      let result = try Program.run("/bin/sh", "-c", "cd \(folder.path) && { \(line); }")
      #expect(result.status == 0, "\(command)")
      #expect(result.output == expected.output, "\(command)")
    }
  }

  @Test("a broken line is named with its byte, and the lines around it count")
  func brokenLine() throws {
    let (first, second) = (try report(node: "a"), try report(node: "b"))
    try folder.write(first + "{\"schema\":\"nodeprobe.report/1\",}\n" + second, to: "x.ndjson")
    let file = folder.path + "/x.ndjson"
    let merged = try merge(file)
    #expect(merged.status == 1)
    #expect(merged.errors == "\(file): byte \(first.utf8.count + 31): a name in quotes expected\n")
    try folder.write(first + second, to: "good.ndjson")
    #expect(merged.output == (try merge(folder.path + "/good.ndjson")).output)
  }

  @Test(
    "what must not be counted is refused with its reason",
    arguments: [
      ("\"energy_uj\": 120000012345", "\"energy_uj\": 1200.5", "not a whole number"),
      ("\"energy_uj\": 120000012345", "\"energy_uj\": -1", "a negative number"),
      (
        "\"low_uj\": 104760011974", "\"low_uj\": 9007199254740992", "a whole number of 2^53 or more"
      ),
      (
        "\"tier\": \"B\"", "\"tier\": \"B\", \"tier\": \"A\"",
        "this name stands twice in its object"
      ),
      ("nodeprobe.report/1", "nodeprobe.report/2", "an unknown major version of the schema"),
      ("nodeprobe.report/1", "nodeprobe.bench/1", "the schema is not nodeprobe.report/1"),
      ("{\n", "\u{FEFF}{\n", "a byte-order mark"),
      (
        "\"rows\"",
        "\"deep\": \(String(repeating: "[", count: 64))0\(String(repeating: "]", count: 64)), \"rows\"",
        "more than 64 levels"
      ),
      (
        "\"rows\"", "\"long\": \"\(String(repeating: "x", count: 1 << 20))x\", \"rows\"",
        "a string of more than 1 MiB"
      ),
    ])
  func refusals(original: String, replaced: String, reason: String) throws {
    let text = String(decoding: report, as: UTF8.self)
    let place = try #require(text.firstRange(of: original))
    try folder.write(text.replacingCharacters(in: place, with: replaced), to: "x.json")
    let merged = try merge("-o", folder.path + "/out", folder.path + "/x.json")
    #expect(merged.status == 2)
    #expect(merged.errors.hasPrefix("\(folder.path)/x.json: byte "))
    #expect(merged.errors.contains(": \(reason)\nprobe-fleet: no report could be read"))
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/out"))
  }

  @Test("--strict stops at the first broken document and leaves the output as it was")
  func strict() throws {
    try folder.write("{}\n" + (try report(node: "a")) + "x\n", to: "x.ndjson")
    try folder.write("before", to: "out")
    let file = folder.path + "/x.ndjson"
    let merged = try merge("--strict", "-o", folder.path + "/out", file)
    #expect(merged.status == 2)
    #expect(merged.errors == "\(file): byte 0: the schema is not nodeprobe.report/1\n")
    #expect(try String(contentsOfFile: folder.path + "/out", encoding: .utf8) == "before")
    let rest = try merge("-o", folder.path + "/out", file)
    #expect(rest.status == 1)
    #expect(rest.errors.split(separator: "\n").count == 2)
  }

  @Test("two forms of one row are a conflict in the merged file, whichever comes first")
  func conflict() throws {
    let one = try report(node: "a")
    let other = one.replacingOccurrences(
      of: "\"low_uj\": 5820000000", with: "\"low_uj\": 5820000001")
    try folder.write(one, to: "1.json")
    try folder.write(other, to: "2.json")
    let merged = try merge(folder.path + "/1.json", folder.path + "/2.json")
    #expect(merged.status == 0)
    #expect(merged.output == (try merge(folder.path + "/2.json", folder.path + "/1.json")).output)
    #expect(merged.output.contains("\"conflicts\":[{\"epoch\":"))
    try folder.write(merged.output, to: "m")
    #expect(merged.output == (try merge(folder.path + "/m", folder.path + "/1.json")).output)
  }

  @Test("a digest beside a file that is another's, and a last line of other lines, are told")
  func digests() throws {
    try folder.write(try report(node: "a"), to: "a.json")
    try folder.write(String(repeating: "0", count: 64) + "  a.json\n", to: "a.json.sha256")
    let beside = try merge(folder.path + "/a.json")
    #expect(beside.status == 2)
    #expect(beside.errors.contains("byte 0: its SHA-256 is not the one in"))
    try folder.remove("a.json.sha256")
    let merged = try merge(folder.path + "/a.json").output
    let changed = merged.replacingOccurrences(of: "example-hall", with: "another-hall")
    try folder.write(changed, to: "m")
    let told = try merge(folder.path + "/m")
    #expect(told.status == 1)
    #expect(
      told.errors.contains("the bytes before this line are not those that it was written for"))
  }

  @Test(
    "wrong use is one line and status 2",
    arguments: [[], ["--unknown", "x"], ["-o", "/nowhere/out", "-"], ["/nowhere/in"]])
  func wrongUse(arguments: [String]) throws {
    let result = try BuiltProgram.run("probe-fleet", ["merge"] + arguments)
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(!result.errors.isEmpty)
  }

  @Test("a device is not replaced by a file")
  func device() throws {
    try folder.write(try report(node: "a"), to: "a.json")
    let result = try merge("-o", "/dev/null", folder.path + "/a.json")
    // Before anything is read, as what cannot be written at all.
    #expect(result.status == 2)
    #expect(
      result.errors
        == "probe-fleet: cannot replace /dev/null: it is no ordinary file; - is standard output\n")
  }
}
