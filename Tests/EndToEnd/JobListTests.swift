import Agent
import EnergyLedger
import Exporters
import Footprint
import Foundation
import NodeModel
import Terminal
import TestSupport
import Testing

@testable import probe

/// Parts of `probe jobs` and `probe explain`, without an agent.
@Suite("Lists of jobs")
struct JobListTests {
  let epoch = Epoch(high: 1, low: 2)

  private func job(
    _ id: String, name: String = "cfd", user: String? = nil, tier: Tier = .components,
    microjoules: UInt64 = 1_500_000, start: String = "2026-03-02T14:00:00Z", end: String? = nil
  ) throws -> JobReport {
    var record = JobRecord(
      epoch: epoch, id: id, name: name, manager: .slurm, user: user,
      tags: ["team": "a;b"], start: try #require(Timestamp.nanoseconds(of: start)))
    record.end = try end.map { try #require(Timestamp.nanoseconds(of: $0)) }
    record.state = end == nil ? .running : .ended
    record.totals.full[0] = microjoules
    record.totals.low = microjoules / 2
    record.totals.high = microjoules * 2
    record.totals.tier = tier
    return JobReport(record)
  }

  @Test(
    "times are taken as people write them",
    arguments: [
      ("2026-03-02", "2026-03-02T00:00:00Z"), ("2026-03-02T14:30", "2026-03-02T14:30:00Z"),
      ("2026-03-02T14:30:05", "2026-03-02T14:30:05Z"),
      ("2026-03-02 14:30", "2026-03-02T14:30:00Z"),
      ("2026-03-02T14:30:05.250Z", "2026-03-02T14:30:05.250Z"),
      ("2026-03-02T14:30:05+01:00", "2026-03-02T13:30:05Z"),
      ("2026-03-02T14:30:05-05:30", "2026-03-02T20:00:05Z"),
      ("2h", "2026-03-02T12:00:00Z"), ("90m", "2026-03-02T12:30:00Z"),
      ("7d", "2026-02-23T14:00:00Z"),
    ])
  func moments(text: String, expected: String) throws {
    let now = try #require(Timestamp.nanoseconds(of: "2026-03-02T14:00:00Z"))
    #expect(
      try Moment.nanoseconds(text, option: "--since", now: now)
        == Timestamp.nanoseconds(of: expected))
  }

  @Test(
    "what is no time is refused",
    arguments: ["", "yesterday", "2026-13-01", "12", "2026-03-02T14:30:05+25:00"])
  func wrongMoments(text: String) {
    #expect(throws: (any Error).self) {
      try Moment.nanoseconds(text, option: "--since", now: 0)
    }
  }

  @Test(
    "patterns are a shell's",
    arguments: [
      ("cfd", "cfd", true), ("cfd-4", "cfd*", true), ("cfd-4", "*-?", true), ("cfd", "?fd", true),
      ("cfd", "fd", false), ("aXbXc", "a*X?", true), ("abc", "a*d", false), ("", "*", true),
      ("a[b", "a[b", true),
    ])
  func globs(text: String, pattern: String, fits: Bool) {
    #expect(text.matches(glob: pattern) == fits)
  }

  @Test("bounds are a share where they are the same to both sides, else from and to")
  func ranges() {
    var totals = JobTotals()
    (totals.energy, totals.low, totals.high) = (200_000_000, 190_000_000, 210_000_000)
    #expect(Quantity.range(totals) == "±5.0 %")
    (totals.low, totals.high) = (50_000_000, 1_200_000_000)
    #expect(Quantity.range(totals) == "0.05–1.20 kJ")
    #expect(Quantity.range(JobTotals()) == "")
    #expect(Quantity.wattHours(microjoules: 3_600_000_000) == "1.00 Wh")
    #expect(Quantity.energy(microjoules: 2_546_544) == "2.55 J")
    (totals.energy, totals.low, totals.high) = (2_237, 635, 11_474)
    #expect(Quantity.energy(microjoules: 2_237) == "2.24 mJ")
    #expect(Quantity.range(totals) == "0.64–11.5 mJ")
    #expect(Quantity.energy(microjoules: 0) == "0.00 J")
    #expect(Quantity.carbon(0.000_000_45) == "0.45 µg")
  }

  @Test("the sum says when tiers of different quality are in it")
  func mixed() throws {
    let jobs = [
      try job("slurm:a/1", microjoules: 3_600_000_000),
      try job("slurm:a/2", tier: .table, microjoules: 3_600_000_000),
    ]
    let text = JobList(jobs: jobs).lines(width: nil).joined(separator: "\n")
    #expect(
      text.contains(
        "2 jobs: 7.20 kJ (2.00 Wh), range of the sources 3.60–14.4 kJ, 0.00 J of it dynamic; mixed tiers B "
          + "(measured), D (estimated)"))
    let one = JobList(jobs: Array(jobs.prefix(1))).lines(width: nil).joined(separator: "\n")
    #expect(one.contains("; all of tier B, measured"))
  }

  @Test(
    "a table fits every terminal from 50 columns on, and keeps what matters",
    arguments: [50, 60, 80, 120, 200])
  func widths(width: Int) throws {
    let jobs = [
      try job("slurm:cluster/4711", name: "a-name-that-is-rather-long", user: "ada"),
      try job("slurm:cluster/4712", end: "2026-03-02T15:00:00Z"),
    ]
    let lines = JobList(jobs: jobs).lines(width: width)
    for line in lines { #expect(line.terminalWidth <= width, "\(line)") }
    #expect(lines[0].hasPrefix("JOB") && lines[0].contains("ENERGY") && lines[0].contains("TIER"))
  }

  @Test("a job of a moment has a time, and a list that a filter has emptied says so")
  func short() throws {
    let job = try job(
      "slurm:a/1", start: "2026-03-02T14:00:00.100Z", end: "2026-03-02T14:00:00.750Z")
    #expect(JobList(jobs: [job]).lines(width: nil)[1].contains(" 0.65 s "))
    #expect(JobList(jobs: []).lines(width: nil) == ["no jobs"])
    #expect(
      JobList(jobs: [], isFiltered: true).lines(width: nil)
        == ["no job fits; without filters probe jobs lists all"])
  }

  @Test(
    "jobs are selected by their tags, all of which must fit",
    arguments: [
      (["team=a;b"], true), (["team=a*"], true), (["team=?;b", "team=*b"], true),
      (["team=a"], false), (["team=a;b", "project=x"], false), (["te*=a;b"], true), ([], true),
    ])
  func tags(wanted: [String], fits: Bool) throws {
    var filter = JobFilter()
    filter.tags = wanted
    #expect(try job("slurm:a/1").isSelected(by: filter) == fits)
  }

  @Test("comma-separated values quote what must be, and energies are exact joules")
  func csv() throws {
    let job = try job("slurm:a/1", name: #"say "hi", twice"#, end: "2026-03-02T15:00:00Z")
    let lines = JobList(jobs: [job]).csv.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(
      lines[1] == #"slurm:a/1,"say ""hi"", twice",slurm,,,ended,2026-03-02T14:00:00.000Z,"#
        + "2026-03-02T15:00:00.000Z,1.5,0,0.75,3,B,,,,,,,team=a;b,,,,,")
  }

  @Test(
    "whatever a job is called, it is one cell that Python's csv reads and no spreadsheet runs",
    arguments: [
      ("a,\u{301}b", "a,\u{301}b"), ("\"\u{301}", "\"\u{301}"), ("a\r\nb", "a  b"),
      ("a\r\u{301}\nb", "a \u{301} b"), ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"),
      ("@x", "'@x"), ("=a,b", "'=a,b"), ("\u{1B}[31m", "\u{FFFD}[31m"),
    ])
  func cells(name: String, cell: String) throws {
    let folder = try TemporaryDirectory()
    let csv = JobList(jobs: [try job("slurm:a/1", name: name), try job("slurm:a/2")]).csv
    try folder.write(csv, to: "jobs.csv")
    let program = """
      import csv, json, sys
      with open(sys.argv[1], newline="", encoding="utf-8") as file:
          print(json.dumps([[row["job_id"], row["name"], row["tags"]] for row in csv.DictReader(file)]))
      """
    let output = try Program.run(
      "/usr/bin/env", "python3", "-c", program, folder.path + "/jobs.csv"
    ).output
    let rows = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [[String]]
    let expected = [["slurm:a/1", cell, "team=a;b"], ["slurm:a/2", "cfd", "team=a;b"]]
    // By scalars: as characters some of these are alike.
    #expect(
      rows?.map { $0.map { Array($0.unicodeScalars) } }
        == expected.map { $0.map { Array($0.unicodeScalars) } })
  }

  @Test("a job that is counted with others has no energy, and not 0 of it")
  func folded() throws {
    var record = JobRecord(
      epoch: epoch, id: "slurm:a/2", name: "cfd", manager: .slurm, start: 1_772_460_000_000_000_000)
    record.isFolded = true
    let jobs = [try job("slurm:a/1"), JobReport(record)]
    let list = JobList(jobs: jobs)
    let lines = list.lines(width: nil)
    #expect(!lines[2].contains("0.00") && !lines[2].contains(" J"))
    #expect(lines.contains { $0.hasPrefix("2 jobs: 1.50 J") })
    #expect(lines.contains { $0.hasPrefix("1 job has no energy of its own: ") })
    let cells = list.csv.split(separator: "\n")[2].split(
      separator: ",", omittingEmptySubsequences: false)
    #expect(cells[0] == "slurm:a/2" && cells[8...12].allSatisfy { $0.isEmpty })
    var writer = JSONWriter()
    writer.array { writer in for job in jobs { job.write(to: &writer) } }
    let bytes = Data(writer.text.bytes)
    #expect(try SchemaCheck.errors(in: bytes, schema: "jobs.json") ?? "" == "")
    let document = try #require(
      try JSONSerialization.jsonObject(with: bytes) as? [[String: Any]])
    #expect(document[0]["energy_uj"] as? Int == 1_500_000 && document[0]["folded"] == nil)
    #expect(document[1]["folded"] as? Bool == true)
    for name in ["energy_uj", "dynamic_energy_uj", "low_uj", "high_uj", "tier"] {
      #expect(document[1][name] == nil, "\(name)")
    }
    // What it had while it was counted by itself is known.
    record.totals.full[0] = 7
    #expect(JobReport(record).totals?.energy == 7)
    let alone = JobExplanation(id: "slurm:a/2", lives: [jobs[1]], account: JobRows())
    #expect(alone.lines(verify: true).last?.contains("counted together with others") == true)
  }
}
