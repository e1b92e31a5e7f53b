import FleetKit
import NodeModel
import TestSupport
import Testing

@Suite("What counts of several reports of a node")
struct NodeJoinTests {
  private static let epoch = "5f0c2f6e-3f7b-4a52-9d0e-6f1a2b3c4d5e"

  private static func report(end: Int, _ members: String, rows: [String] = []) -> [UInt8] {
    let id = String(repeating: "0a", count: 32)
    return Array(
      ("{\"schema\":\"nodeprobe.report/1\",\"node_id\":\"\(id)\",\"start\":\"2026-03-02T00:00:00Z\","
        + "\"end\":\"2026-03-02T0\(end):00:00Z\",\"rows\":[\(rows.joined(separator: ","))]\(members)}")
        .utf8)
  }

  private static func row(sequence: Int, hour: Int = 0, owner: String = "system") -> String {
    "{\"owner\":\"\(owner)\",\"component\":\"dram\",\"hour\":\"2026-03-02T0\(hour):00:00Z\","
      + "\"epoch\":\"\(epoch)\",\"sequence\":\(sequence),\"revision\":0,\"final\":true,"
      + "\"tiers\":\"A-----------\",\"full_uj\":[7,null,null,null,null,null,null,null,null,null,null,null],"
      + "\"dynamic_uj\":[5,null,null,null,null,null,null,null,null,null,null,null],\"low_uj\":6,\"high_uj\":8}"
  }

  private static func line(_ reports: [[UInt8]]) throws -> String {
    let text = String(decoding: try MergedFleet(reports).bytes, as: UTF8.self)
    return String(text.prefix { $0 != "\n" })
  }

  @Test(
    "a member that the newest report does not say stays, with its time; numbers stay as they were written"
  )
  func olderMember() throws {
    let line = try Self.line([
      Self.report(end: 2, ",\"node\":{\"hostname\":\"b\"}"),
      Self.report(end: 1, ",\"x\":[1.50e+1, 1E2]"),
    ])
    #expect(line.contains("\"node\":{\"hostname\":\"b\"}"))
    #expect(line.hasSuffix("\"ends\":{\"x\":\"2026-03-02T01:00:00Z\"},\"x\":[1.50e+1,1E2]}"))
    #expect(line.contains("\"end\":\"2026-03-02T02:00:00Z\""))
  }

  @Test(
    "a node that lacks an accelerator or the rest has no upper bound, as the newest report that says it has it"
  )
  func openUpwards() throws {
    let row = [Self.row(sequence: 1)]
    let lacking = Self.report(end: 2, ",\"lacks\":[\"package\",\"accelerator\"]", rows: row)
    let whole = Self.report(end: 3, ",\"lacks\":[]", rows: row)
    let package = Self.report(end: 4, ",\"lacks\":[\"package\"]", rows: row)
    let components = Self.report(end: 6, ",\"lacks\":[\"rest\"]", rows: row)
    let old = Self.report(end: 5, "", rows: row)
    let cases: [([[UInt8]], NodeLacks, String)] = [
      ([lacking], .accelerator, "[\"package\",\"accelerator\"]"), ([lacking, whole], [], "[]"),
      ([lacking, whole, package], [], "[\"package\"]"),
      ([lacking, old], .accelerator, "[\"package\",\"accelerator\"]"),
      ([whole, components], .rest, "[\"rest\"]"),
    ]
    for (reports, open, lacks) in cases {
      let line = try Self.line(reports)
      #expect(line.contains("\"lacks\":\(lacks)"))
      #expect(line.contains("\"low_uj\":6,"))
      #expect(line.contains("\"high_uj\":8,\"tiers_uj\"") == open.isEmpty)
      #expect(try MergedFleet(reports, readsNodes: true).nodes.map(\.lacks) == [open])
      // A merged line says the same of itself.
      let again = try MergedFleet([Array((line + "\n").utf8)], readsNodes: true)
      #expect(again.nodes.map(\.lacks) == [open])
    }
    #expect(try !Self.line([old]).contains("lacks"))
  }

  @Test("a slot behind the end of all reports is covered whole, as in a report of the fleet")
  func coveredBehind() throws {
    let reports = [Self.report(end: 1, "", rows: [Self.row(sequence: 1, hour: 2)])]
    #expect(try Self.line(reports).contains("\"covered_seconds\":300}"))
    // 02:00 to 02:00 lies within the slot of which the row is.
    let within = [Self.report(end: 2, "", rows: [Self.row(sequence: 1, hour: 2)])]
    #expect(try Self.line(within).contains("\"covered_seconds\":300}"))
  }

  @Test("what a node draws without activity is what the newest report says of its hardware")
  func idlePower() throws {
    func report(_ end: Int, _ members: String) -> [UInt8] {
      Self.report(end: end, ",\"hardware\":{\"cores\":8\(members)}")
    }
    let domains = ",\"idle_domains\":[\"package\",\"dram\"]"
    let old = report(1, ",\"idle_watts\":71.25" + domains)
    let new = report(2, domains + ",\"idle_watts\":7.35e1")
    let none = report(3, "")
    let said = NodeFacts.Idle(watts: 73.5, domains: "package,dram")
    #expect(said != nil)
    for (reports, idle) in [
      ([old], NodeFacts.Idle(watts: 71.25, domains: "package,dram")), ([old, new], said),
      ([new, old, new], said), ([old, none, new], nil),
    ] {
      let merged = try MergedFleet(reports, readsNodes: true)
      #expect(merged.nodes.map(\.facts.idle) == [idle])
      #expect(merged.nodes.map(\.facts.cores) == [8])
      // A merged line says the same.
      let again = try MergedFleet([merged.bytes], readsNodes: true)
      #expect(again.bytes == merged.bytes && again.nodes.map(\.facts.idle) == [idle])
    }
    // Nobody knows of what it is, or it is nothing.
    for members in [",\"idle_watts\":71.25", domains, ",\"idle_watts\":0" + domains] {
      #expect(
        try MergedFleet([report(1, members)], readsNodes: true).nodes.map(\.facts.idle) == [nil])
    }
  }

  @Test("a job that has ended counts, not one that ran longer ago or later")
  func job() throws {
    func job(_ members: String) -> String {
      ",\"jobs\":[{\"job_id\":\"run:a/1\",\"start\":\"2026-03-02T00:00:00Z\",\(members)}]"
    }
    let ended = job("\"end\":\"2026-03-02T00:30:00Z\",\"energy_uj\":9")
    let reports = [
      Self.report(end: 1, job("\"energy_uj\":12")), Self.report(end: 2, ended),
      Self.report(end: 3, job("\"energy_uj\":10")),
    ]
    #expect(try Self.line(reports).contains(ended))
    #expect(try MergedFleet(reports, readsNodes: true).nodes.first?.jobs.map(\.energy) == [9])
  }

  @Test("what a job says of its steps stays as it stands, in any order of reports")
  func parts() throws {
    let jobs =
      ",\"jobs\":[{\"job_id\":\"slurm:a/1\",\"epoch\":\"\(Self.epoch)\",\"start\":\"2026-03-02T00:00:00Z\","
      + "\"end\":\"2026-03-02T00:30:00Z\",\"energy_uj\":9,\"dynamic_energy_uj\":7,\"parts\":{\"named\":["
      + "{\"id\":\"step_0\",\"start\":\"2026-03-02T00:00:00Z\",\"cpu_seconds\":1.50,\"dynamic_energy_uj\":6}],"
      + "\"rest\":{\"cpu_seconds\":0,\"dynamic_energy_uj\":1}}}]"
    let running =
      ",\"jobs\":[{\"job_id\":\"slurm:a/1\",\"epoch\":\"\(Self.epoch)\",\"start\":\"2026-03-02T00:00:00Z\","
      + "\"energy_uj\":4,\"parts\":{\"named\":[],\"rest\":{\"cpu_seconds\":2,\"dynamic_energy_uj\":3}}}]"
    let reports = [Self.report(end: 1, running), Self.report(end: 2, jobs)]
    let merged = try MergedFleet(reports, readsNodes: true)
    #expect(String(decoding: merged.bytes, as: UTF8.self).contains(jobs))
    #expect(merged.nodes.first?.jobs.map(\.dynamicEnergy) == [7])
    #expect(try MergedFleet([reports[1], reports[0]]).bytes == merged.bytes)
    #expect(try MergedFleet([merged.bytes, reports[0], merged.bytes]).bytes == merged.bytes)
  }

  @Test("of each benchmark the newest result counts, with the context of its run")
  func benchmark() throws {
    func run(_ version: Int, _ cases: String...) -> String {
      let results = cases.map {
        "{\"suite\":\"gemm\",\"case\":\"\($0)\",\"parameters\":{\"threads\":2,\"n\":64},\"unit\":\"flop/s\","
          + "\"ended\":\"2026-03-02T00:0\(version):00Z\",\"median\":\(version).25,\"samples\":[\(version)e-1]}"
      }
      return
        ",\"benchmarks\":[{\"context\":{\"version\":\"\(version)\"},\"results\":[\(results.joined(separator: ","))]}]"
    }
    let merged = try MergedFleet(
      [Self.report(end: 1, run(2, "fp32", "fp64")), Self.report(end: 2, run(1, "fp64", "int8"))],
      readsNodes: true)
    let results = try #require(merged.nodes.first?.benchmarks)
    #expect(results.map(\.name) == ["fp32", "fp64", "int8"])
    #expect(results.map(\.median) == [2.25, 2.25, 1.25])
    #expect(results.map(\.samples) == [[0.2], [0.2], [0.1]])
    #expect(results.map(\.parameters) == Array(repeating: "n=64,threads=2", count: 3))
    let line = String(decoding: merged.bytes, as: UTF8.self)
    #expect(
      line.contains(
        "{\"context\":{\"version\":\"1\"},\"results\":[{\"suite\":\"gemm\",\"case\":\"int8\""))
  }

  @Test("a result that later reports carry beside newer runs keeps the context of its own run")
  func keptBenchmark() throws {
    func run(_ version: String, _ suite: String, ended: String) -> String {
      "{\"schema\":\"nodeprobe.bench/1\",\"context\":{\"version\":\"\(version)\",\"ended\":\"2026-03-0\(ended):00Z\","
        + "\"kernel\":\"6.\(version)\",\"processor\":{\"model\":\"x\",\"microcode\":\"0x\(version)\",\"flags\":[]},"
        + "\"scaling\":{\"driver\":\"acpi-cpufreq\",\"governor\":\"performance\"}},"
        + "\"results\":[{\"suite\":\"\(suite)\",\"case\":\"fp32\",\"parameters\":{\"n\":64},\"unit\":\"flop/s\",\"median\":1}]}"
    }
    let (gemm, peak) = (run("1", "gemm", ended: "1T10:00"), run("2", "peak", ended: "2T00:30"))
    let monday = Self.report(end: 1, ",\"benchmarks\":[\(gemm)]")
    let tuesday = Self.report(end: 2, ",\"benchmarks\":[\(peak),\(gemm)]")
    let merged = try MergedFleet([monday, tuesday], readsNodes: true)
    for reports in [[tuesday, monday], [tuesday, monday, tuesday]] {
      #expect(try MergedFleet(reports).bytes == merged.bytes)
    }
    #expect(
      String(decoding: merged.bytes, as: UTF8.self).contains("\"benchmarks\":[\(gemm),\(peak)]"))
    let results = try #require(merged.nodes.first?.benchmarks)
    #expect(results.map(\.suite) == ["gemm", "peak"])
    #expect(
      results.map { $0.settings.map(\.description) } == [
        [
          "benchmark 1", "frequency_driver acpi-cpufreq", "governor performance", "kernel 6.1",
          "microcode 0x1",
        ],
        [
          "benchmark 2", "frequency_driver acpi-cpufreq", "governor performance", "kernel 6.2",
          "microcode 0x2",
        ],
      ])
  }

  @Test("what a context does not say, or not as a text, is no setting")
  func partOfContext() throws {
    func settings(_ context: String) throws -> [String] {
      let report = Self.report(
        end: 1,
        ",\"benchmarks\":[{\(context)\"results\":[{\"suite\":\"a\",\"case\":\"b\",\"unit\":\"s\",\"median\":1}]}]"
      )
      let merged = try MergedFleet([report], readsNodes: true)
      #expect(merged.refusals.isEmpty)
      return merged.nodes.first?.benchmarks.first?.settings.map(\.description) ?? ["none"]
    }
    #expect(try settings("") == [])
    #expect(try settings("\"context\":{},") == [])
    #expect(
      try settings(
        "\"context\":{\"version\":\"\",\"kernel\":\"6.1\",\"processor\":{},\"scaling\":{\"boost\":true}},"
      )
        == ["kernel 6.1"])
    #expect(
      try settings(
        "\"context\":{\"version\":1,\"kernel\":null,\"processor\":[],\"scaling\":{\"governor\":[\"a\"]}},"
      )
        == [])
  }

  @Test("the numbers that no row has are a hole, and sums are formed of the rows")
  func holes() throws {
    let merged = try MergedFleet(
      [
        Self.report(end: 2, "", rows: [Self.row(sequence: 5, hour: 1), Self.row(sequence: 2)]),
        Self.report(end: 1, "", rows: [Self.row(sequence: 1, owner: "residual_under")]),
      ], readsNodes: true)
    let node = try #require(merged.nodes.first)
    let epoch = try #require(Epoch(Self.epoch))
    #expect(node.holes == [MergedNode.Hole(epoch: epoch, sequences: 3...4)])
    #expect(node.rows.map(\.sequence) == [1, 2, 5])
    #expect(
      String(decoding: merged.bytes, as: UTF8.self).contains(
        "\"summary\":{\"node_uj\":7,\"jobs_uj\":0,\"buckets_uj\":{\"system\":14,\"unallocated\":0,\"gap\":0,"
          + "\"residual_over\":0,\"residual_under\":7},\"low_uj\":6,\"high_uj\":8,"
          + "\"tiers_uj\":{\"A\":7,\"B\":0,\"C\":0,\"D\":0,\"E\":0},\"covered_seconds\":600}"))
  }

  @Test(
    "of the slots in which the earliest report begins and the last one ends what lies within counts"
  )
  func covered() throws {
    // The first five minutes of two hours.
    let rows = [Self.row(sequence: 1), Self.row(sequence: 2, hour: 1)]
    func report(_ start: String, _ end: String) -> [UInt8] {
      let text = String(decoding: Self.report(end: 2, "", rows: rows), as: UTF8.self)
      return Array(
        text.replacing(
          "\"start\":\"2026-03-02T00:00:00Z\"", with: "\"start\":\"2026-03-02T\(start)Z\""
        )
        .replacing("T02:00:00Z", with: "T\(end)Z").utf8)
    }
    for (reports, seconds) in [
      ([report("00:02:00", "02:00:00")], 180 + 300),
      ([report("00:02:00", "01:00:20.5")], 180 + 20),
      ([report("00:02:00", "01:00:20"), report("00:01:00", "01:00:10")], 240 + 20),
      ([report("00:30:00", "02:00:00")], 600),
    ] {
      #expect(try Self.line(reports).contains("\"covered_seconds\":\(seconds)}"))
    }
  }

  @Test("a conflict names the digests of both forms, and the greater one counts")
  func conflict() throws {
    let one = Self.row(sequence: 1)
    let other = one.replacing("\"low_uj\":6", with: "\"low_uj\":5")
    let folder = try TemporaryDirectory()
    let digests = try [one, other].map { row in
      try folder.write(row, to: "row")
      return String(try Program.run("/usr/bin/sha256sum", folder.path + "/row").output.prefix(64))
    }
    let line = try Self.line([
      Self.report(end: 1, "", rows: [one]), Self.report(end: 1, "", rows: [other]),
    ])
    let sorted = digests.sorted().map { "\"\($0)\"" }.joined(separator: ",")
    #expect(
      line.hasSuffix(
        ",\"conflicts\":[{\"epoch\":\"\(Self.epoch)\",\"owner\":\"system\",\"component\":\"dram\","
          + "\"hour\":\"2026-03-02T00:00:00Z\",\"revision\":0,\"sha256\":[\(sorted)]}]}"))
    #expect(line.contains("\"rows\":[\(digests[0] > digests[1] ? one : other)]"))
    #expect(throws: Never.self) { try MergedFleet([Array(line.utf8)]) }
    // A conflict of a row that is not there could come to anything.
    let forged = line.replacing("\"revision\":0,\"sha256\"", with: "\"revision\":1,\"sha256\"")
    #expect(
      try MergedFleet([Array(forged.utf8)]).refusals.map(\.reason)
        == ["a conflict without the row that counts"])
  }
}
