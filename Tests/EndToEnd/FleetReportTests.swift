import Foundation
import TestSupport
import Testing

/// `probe-fleet report` over documents as agents send them.
@Suite struct FleetReportTests {
  /// One node with 7,200 kJ of a job and 3,600 kJ of nobody's, at PUE 1.5, 400 g/kWh and 0.20 EUR.
  private static let document = """
    {"schema":"nodeprobe.report/1","node_id":"\(String(repeating: "0", count: 63))1",
     "start":"2026-11-21T00:00:00Z","end":"2026-11-21T01:00:00Z",
     "node":{"hostname":"n1"},"site":{"name":"alpha"},
     "factors":[{"since":"2026-11-01T00:00:00Z","version":"v/1","currency":"EUR","factors":[
       {"name":"pue","value":1.5,"unit":"","source":"s","quality":"estimated","remarks":["configured"]},
       {"name":"intensity","value":400,"unit":"g/kWh","source":"s","quality":"estimated","remarks":["DE","country","lifecycle","average","CO2e"]},
       {"name":"market_intensity","value":100,"unit":"g/kWh","source":"s","quality":"estimated","remarks":[]},
       {"name":"price","value":0.2,"unit":"EUR/kWh","source":"s","quality":"estimated","remarks":[]}]}],
     "rows":[\(row("slurm:a/1", 1, 600_000_000_000)),\(row("unallocated", 2, 300_000_000_000))],
     "jobs":[{"epoch":"5f0c2f6e-3f7b-4a52-9d0e-6f1a2b3c4d5e","job_id":"slurm:a/1","name":"j","manager":"slurm",
       "tags":{"team":"red"},"start":"2026-11-21T00:00:00Z","energy_uj":7200000000000,"dynamic_energy_uj":0,
       "low_uj":7200000000000,"high_uj":7200000000000,"tier":"B"}]}
    """

  private static func row(_ owner: String, _ sequence: Int, _ slot: Int) -> String {
    let slots = (0..<12).map { _ in String(slot) }.joined(separator: ",")
    let none = (0..<12).map { _ in "0" }.joined(separator: ",")
    return """
      {"owner":"\(owner)","component":"package","hour":"2026-11-21T00:00:00Z",
       "epoch":"5f0c2f6e-3f7b-4a52-9d0e-6f1a2b3c4d5e","sequence":\(sequence),"revision":1,"final":true,
       "tiers":"BBBBBBBBBBBB","full_uj":[\(slots)],"dynamic_uj":[\(none)],
       "low_uj":\(12 * slot),"high_uj":\(12 * slot)}
      """
  }

  @Test("each format says what the rows come to")
  func formats() throws {
    let folder = try TemporaryDirectory()
    try folder.write(Self.document, to: "n1.json")
    let input = folder.path + "/n1.json"
    // 3 kWh × 1.5 × 400 g = 1,800 g; × 0.20 EUR = 0.90 EUR.
    let expected = [
      "html": "<!doctype html>", "md": "1.80\u{202F}kg CO₂e",
      "json": "\"location_lifecycle_ug\":\"1800000000\"",
      "focus": "slurm:a/1",
      "prom": "nodeprobe_fleet_energy_cost{site=\"alpha\",currency=\"EUR\"} 0.9",
    ]
    for (format, words) in expected {
      let found = try BuiltProgram.run("probe-fleet", ["report", "--format", format, input])
      #expect(found.status == 0 && found.errors == "", "\(format): \(found.errors)")
      #expect(
        found.output.contains(words.replacing("\u{202F}kg", with: " kg"))
          || found.output.contains(words), "\(format)")
    }
    let tables = folder.path + "/tables"
    let csv = try BuiltProgram.run(
      "probe-fleet", ["report", "--format", "csv", "-o", tables, input])
    #expect(csv.status == 0)
    let teams = try String(contentsOfFile: tables + "/teams.csv", encoding: .utf8)
    #expect(teams.contains("value,red,"))
    #expect(teams.contains(",7200000000000,"))
    #expect(teams.contains("bucket,idle,"))
    let page = folder.path + "/fleet.html"
    #expect(try BuiltProgram.run("probe-fleet", ["report", "-o", page, input]).status == 0)
    #expect(try String(contentsOfFile: page, encoding: .utf8).hasSuffix("</html>\n"))
  }

  @Test(
    "a merged file gives the same report as the documents that it is made of, but for their names")
  func merged() throws {
    let folder = try TemporaryDirectory()
    try folder.write(Self.document, to: "n1.json")
    let merge = try BuiltProgram.run(
      "probe-fleet", ["merge", "-o", folder.path + "/all.jsonl", folder.path + "/n1.json"])
    #expect(merge.status == 0)
    let pages = try ["/n1.json", "/all.jsonl"].map {
      try BuiltProgram.run("probe-fleet", ["report", folder.path + $0]).output
        .components(separatedBy: "<h2>To make it again</h2>")
    }
    #expect(pages[0].count == 2 && pages[0][0] == pages[1][0])
    #expect(pages[0][1].contains("n1.json") && pages[1][1].contains("all.jsonl"))
  }

  @Test("it says of which bytes it was made, whatever their order, place and output")
  func provenance() throws {
    let folder = try TemporaryDirectory()
    try folder.write(Self.document, to: "in/n1.json")
    try folder.write(Self.document.replacing("\"n1\"", with: "\"n2\""), to: "in/n2.json")
    let (one, two) = (folder.path + "/in/n1.json", folder.path + "/in/n2.json")
    let truth = try Program.run("/usr/bin/sha256sum", one).output.prefix(64)
    for format in ["html", "md", "json"] {
      let shown = try BuiltProgram.run("probe-fleet", ["report", "--format", format, one, two])
      #expect(shown.output.contains(truth) && !shown.output.contains(folder.path), "\(format)")
      #expect(shown.output.contains("probe-fleet report --format \(format) n1.json n2.json"))
      let file = folder.path + "/out"
      let written = try BuiltProgram.run(
        "probe-fleet", ["report", "--format", format, "-o", file, two, one])
      #expect(written.status == 0)
      #expect(try String(contentsOfFile: file, encoding: .utf8) == shown.output, "\(format)")
      // With an earlier period it is another report.
      let compared = try BuiltProgram.run(
        "probe-fleet", ["report", "--format", format, "--baseline", one, two])
      #expect(compared.output.contains("--baseline n1.json n2.json"), "\(format)")
      #expect(compared.output.contains(truth), "\(format)")
    }
  }

  @Test("a document that is refused is in the report, and makes its status 1")
  func refused() throws {
    let folder = try TemporaryDirectory()
    try folder.write(Self.document, to: "n1.json")
    try folder.write("{\"schema\":\"nodeprobe.report/1\"", to: "torn.json")
    let found = try BuiltProgram.run(
      "probe-fleet",
      ["report", "--format", "json", folder.path + "/n1.json", folder.path + "/torn.json"])
    #expect(found.status == 1)
    #expect(
      found.errors.split(separator: "\n").count == 1 && found.errors.contains("torn.json: byte"))
    #expect(found.output.contains("\"refused\":[{\"file\":"))
    let none = try BuiltProgram.run("probe-fleet", ["report", folder.path + "/torn.json"])
    #expect(none.status == 2 && none.output == "")
  }

  @Test("wrong use is one line that says how to mend it")
  func wrongUse() throws {
    for arguments in [
      ["--format", "csv", "x.json"], ["--format", "pdf", "x.json"],
      ["-o", "/nonexistent/out.html", "x.json"], [],
    ] {
      let found = try BuiltProgram.run("probe-fleet", ["report"] + arguments)
      #expect(found.status == 2 && found.output == "", "\(arguments)")
      #expect(
        found.errors.hasPrefix("probe-fleet: ") && found.errors.split(separator: "\n").count == 1)
    }
  }
}
