import TestSupport
import Testing

@testable import FleetKit

@Suite("From what a report was made")
struct ProvenanceTests {
  /// A valid report, so that something is read at all.
  private static let report =
    #"{"schema":"nodeprobe.report/1","node_id":"\#(String(repeating: "7", count: 64))","rows":[]}"#
    + "\n"

  @Test("inputs have the digests that sha256sum prints, packed and broken ones as well")
  func digests() throws {
    let folder = try TemporaryDirectory()
    try folder.write(Self.report, to: "plain.json")
    try folder.write(Self.report, to: "packed.json")
    // Broken where it begins, and longer than what is looked at at once.
    let rest = String(repeating: "x", count: 3_000_000)
    try folder.write("{\"schema\":" + rest, to: "torn.json")
    let truth = try Program.run(
      "/bin/sh", "-c",
      "cd \(folder.path) && gzip packed.json && (cat packed.json.gz; echo more) > more.json.gz"
        + " && sha256sum *.json *.gz | LC_ALL=C sort | tee sums && sha256sum < sums"
    ).output.split(separator: "\n").map { String($0) }
    let reader = try FleetReader([folder.path], wanting: [.samples, .digests])
    #expect(reader.counts.documents == 1 && reader.refusals.count == 2)
    let lines = reader.inputs.map { "\($0.digest)  \($0.name)" }.sorted()
    #expect(lines.count == 4 && lines == truth.dropLast())
    #expect("\(InputDigest.digest(of: reader.inputs))  -" == truth.last)
    #expect(
      InputDigest.digest(of: reader.inputs.reversed()) == InputDigest.digest(of: reader.inputs))
    #expect(reader.inputs.first { $0.name == "torn.json" }?.bytes == 3_000_010)
    #expect(try FleetReader([folder.path]).inputs.isEmpty)
  }

  @Test("the command can be typed again, and names no folder")
  func command() {
    let inputs = ["/home/alice/secret/b.json", "a b.json"].map {
      InputDigest(path: $0, [1, 2, 3])
    }
    let provenance = Provenance(
      command: "report", options: ["--format", "md", "--baseline", "it's.json"], inputs: inputs,
      baseline: [InputDigest(path: "old/it's.json", [])])
    #expect(
      provenance.commandLine
        == #"probe-fleet report --format md --baseline 'it'\''s.json' 'a b.json' b.json"#)
    #expect(
      provenance
        == Provenance(
          command: "report", options: ["--format", "md", "--baseline", "it's.json"],
          inputs: inputs.reversed(), baseline: [InputDigest(path: "it's.json", [])]))
    var report = FleetReport(FleetStatistics())
    report.provenance = provenance
    let table = report.inputTable()
    // FIPS 180-4's digest of nothing, and that of the bytes 1, 2, 3 by sha256sum.
    let some = "039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81"
    let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    #expect(
      table.rows == [
        [.text("a b.json"), .text("reports"), .whole(3), .text(some)],
        [.text("b.json"), .text("reports"), .whole(3), .text(some)],
        [.text("it's.json"), .text("baseline"), .whole(0), .text(nothing)],
      ])
    for bytes in [
      HTMLReport.bytes(report), MarkdownReport.bytes(report), JSONReport.bytes(report),
    ] {
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(text.contains(some) && text.contains(nothing) && !text.contains("alice"))
    }
  }
}
