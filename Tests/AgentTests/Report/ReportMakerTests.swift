import EnergyLedger
import Foundation
import NodeModel
import TestSupport
import Testing

@testable import Agent

/// Reports of a node in a folder: realtime begins at 2026-09-21T14:13:20Z, so that its first hour ends after 2,800 s.
@Suite("Reports of a node")
final class ReportMakerTests {
  private let node: StagedNode
  private let maker: ReportMaker
  private static let firstHour = "2026-09-21T14:00:00Z"
  /// CPU time of job 7, in microseconds.
  private var work: UInt64 = 0

  init() throws {
    var settings = Configuration()
    settings.site.name = "hall"
    settings.site.rack = "r7"
    node = try StagedNode(range: 1 << 40, settings)
    maker = ReportMaker(
      directory: node.tree.path + "/state", nodeID: String(repeating: "a7", count: 32))
  }

  private func book() throws -> ReportBook {
    guard case .report(let book) = node.sampler.answer(.report) else {
      throw ReportRefusal.state(.absent)
    }
    return book
  }

  private func report(_ query: String = "") throws -> (made: MadeReport, read: ReportReading) {
    let made = try maker.make(ReportPage(query: query[...]), book())
    return (made, try ReportReading(made.bytes))
  }

  /// Rounds a minute apart in which the package draws 60 W and job 7 has half a CPU.
  private func run(minutes: Int) throws {
    for _ in 0..<minutes {
      work += 30_000_000
      try node.set(job: 7, microseconds: work)
      try node.pass(60_000_000_000, microjoules: 3_600_000_000, busy: 3000)
      try node.round()
    }
  }

  /// Rounds until all that is closed is in the store.
  private func file() throws {
    for _ in 0..<1000 {
      try node.pass(6_000_000_000)
      try node.round()
      if try book().rows.allSatisfy({ !$0.isFinal }) { return }
      usleep(5000)
    }
    Issue.record("nothing is filed")
  }

  @Test("two requests of one snapshot have the same bytes, and the next round has others")
  func same() throws {
    try run(minutes: 3)
    let first = try report().made.bytes
    #expect(try report().made.bytes == first)
    try run(minutes: 1)
    #expect(try report().made.bytes != first)
  }

  @Test("jobs and buckets are the node, in the rows and in the summary, to the microjoule")
  func balance() throws {
    try run(minutes: 70)
    let report = try report().read
    let energy = report.energy
    #expect(energy.handedOut - energy.under == node.sampler.snapshotNodeEnergy)
    #expect(report.sum("node_uj") == energy.handedOut - energy.under)
    let tiers = report.summary["tiers_uj"] as? [String: Int] ?? [:]
    #expect(UInt64(tiers.values.reduce(0, +)) == report.sum("node_uj"))
    #expect(report.sum("low_uj") <= report.sum("node_uj"))
    #expect(report.sum("high_uj") >= report.sum("node_uj"))
    // The first round is a minute after the agent's start.
    #expect(report.sum("covered_seconds") == 69 * 60)
    #expect(report.members["start"] as? String == "2026-09-21T14:14:20.000Z")
    #expect(report.members["end"] as? String == "2026-09-21T15:23:20.000Z")
    #expect(report.members["site"] as? [String: String] == ["name": "hall", "rack": "r7"])
  }

  @Test(
    "the time in which nobody looked is not covered, whoever tells it: the agent, the next one, the store"
  )
  func beginning() throws {
    func told(_ report: ReportReading) -> [String] {
      [report.members["start"] as? String ?? "", "\(report.sum("covered_seconds"))"]
    }
    try run(minutes: 4)
    #expect(try told(report().read) == ["2026-09-21T14:14:20.000Z", "180"])
    try node.stopAndRestart()
    try run(minutes: 3)
    #expect(try told(report().read) == ["2026-09-21T14:14:20.000Z", "360"])
    node.sampler.stop()
    let stored = try StoredReport.make(ReportPage(), in: node.tree.path + "/state")
    #expect(try told(ReportReading(stored.bytes)) == ["2026-09-21T14:14:20.000Z", "360"])
  }

  @Test("a job that nothing was booked on has no tier, and one that was has that of its energy")
  func tiers() throws {
    try node.set(job: 8, microseconds: 0)
    try run(minutes: 2)
    let jobs = try report().read.jobs
    let tiers = Dictionary(
      uniqueKeysWithValues: jobs.map { ($0["name"] as? String ?? "", $0["tier"] as? String) })
    // RAPL is a sum of components: B. Job 8 has done nothing and reserved nothing.
    #expect(tiers == ["7": "B", "8": nil])
    #expect(jobs.first { $0["name"] as? String == "8" }?["energy_uj"] as? Int == 0)
  }

  @Test("a job says its partition and its disks beside its tags")
  func described() throws {
    try run(minutes: 1)
    var told = try book()
    let place = try #require(told.jobs.firstIndex { $0.name == "7" })
    told.jobs[place].partition = "gpu"
    told.jobs[place].traffic = DiskTraffic(read: 1 << 60, written: 0)
    let made = try maker.make(ReportPage(query: ""), told)
    let job = try #require(ReportReading(made.bytes).jobs.first)
    #expect(job["partition"] as? String == "gpu")
    // 2^60, which a double holds, but not every number of its size.
    #expect(job["read_bytes"] as? String == "1152921504606846976")
    #expect(job["written_bytes"] as? Int == 0)
    try node.tree.write(bytes: made.bytes, to: "report.json")
    #expect(
      try SchemaCheck.errors(inFile: node.tree.path + "/report.json", schema: "report.json") ?? ""
        == "")
  }

  @Test("a closed hour has the same bytes before it is filed, after, and from the store alone")
  func closedHour() throws {
    try run(minutes: 50)
    let live = try report().read.rowTexts(of: Self.firstHour)
    #expect(!live.isEmpty)
    #expect(live.allSatisfy { $0.contains(#""final":true"#) })
    try file()
    #expect(try report().read.rowTexts(of: Self.firstHour) == live)
    node.sampler.stop()
    let stored = try StoredReport.make(ReportPage(), in: node.tree.path + "/state")
    #expect(try ReportReading(stored.bytes).rowTexts(of: Self.firstHour) == live)
    #expect(
      try StoredReport.make(ReportPage(), in: node.tree.path + "/state").bytes == stored.bytes)
  }

  @Test("the hour that runs is open in the store's form too, since the epoch may go on")
  func openHour() throws {
    try run(minutes: 5)
    let live = try report().read
    node.sampler.stop()
    let stored = try ReportReading(
      StoredReport.make(ReportPage(), in: node.tree.path + "/state").bytes)
    #expect(stored.rowTexts == live.rowTexts)
    #expect(live.rows.allSatisfy { $0["final"] as? Bool == false })
    #expect(stored.members["end"] as? String == live.members["end"] as? String)
    #expect(stored.sum("node_uj") == live.sum("node_uj"))
    #expect(stored.members["findings"] == nil)
  }

  @Test("a row that is closed has a higher revision than any that was sent while it was open")
  func revisions() throws {
    try run(minutes: 46)
    func revision(_ report: ReportReading) -> Int? {
      report.rows.first {
        $0["owner"] as? String == "slurm:cluster/7" && $0["hour"] as? String == Self.firstHour
      }?["revision"] as? Int
    }
    let open = try #require(revision(try report().read))
    try run(minutes: 1)
    let closed = try #require(revision(try report().read))
    #expect(closed > open)
  }

  @Test("a page ends with an hour, says where the next one begins, and all pages are the whole")
  func pages() throws {
    try run(minutes: 4 * 60)
    try file()
    let whole = try report().read
    var (after, texts, sum, pages) = (UInt64(0), [String](), UInt64(0), 0)
    while true {
      let (made, read) = try report("after=\(after)&limit=1")
      texts += read.rowTexts
      sum += read.sum("node_uj")
      pages += 1
      #expect(Set(read.rows.compactMap { $0["hour"] as? String }).count <= 2)
      #expect(read.sum("node_uj") == read.energy.handedOut - read.energy.under)
      guard made.isCut else { break }
      #expect(read.rows.allSatisfy { $0["final"] as? Bool == true })
      #expect(read.members["findings"] == nil)
      #expect(made.position > after)
      after = made.position
    }
    #expect(pages == 4)
    #expect(texts == whole.rowTexts)
    #expect(sum == whole.sum("node_uj"))
    // Nothing is new but the hour that runs.
    let last = try report().made.position
    let rest = try report("after=\(last)").read
    #expect(rest.rows.allSatisfy { $0["final"] as? Bool == false })
  }

  @Test("so many hours are those that are over, and the one that runs")
  func hours() throws {
    try run(minutes: 4 * 60)
    try file()
    for (hours, expected) in [(0, 1), (1, 2), (2, 3), (24, 5)] {
      let rows = try report("hours=\(hours)").read.rows
      #expect(Set(rows.compactMap { $0["hour"] as? String }).count == expected)
    }
  }

  @Test("a position that no row ever had is refused: the store is another one")
  func beyond() throws {
    try run(minutes: 50)
    try file()
    let last = try report().made.position
    #expect(throws: ReportRefusal.beyond(last + 1, last: last)) {
      try self.report("after=\(last + 1)")
    }
  }

  @Test("jobs of the interval are in it with their epoch, live ones and those of the store")
  func jobs() throws {
    try run(minutes: 10)
    let live = try #require(try report().read.jobs.first)
    #expect(live["state"] as? String == "running")
    #expect(live["job_id"] as? String == "slurm:cluster/7")
    #expect(live["epoch"] as? String == (try book()).rows.first?.epoch.description)
    #expect(live["carbon_grams"] == nil)
    // CPU time counts from when the job was met first.
    #expect(live["cpu_seconds"] as? Double == 270.0)
    try node.end(job: 7)
    for _ in 0..<3 {
      try node.pass(60_000_000_000, microjoules: 60_000_000)
      try node.round()
    }
    node.sampler.stop()
    let stored = try ReportReading(
      StoredReport.make(ReportPage(), in: node.tree.path + "/state").bytes)
    let ended = try #require(stored.jobs.first)
    #expect(ended["state"] as? String == "ended")
    #expect(ended["cpu_seconds"] as? Double == 270.0)
    #expect(ended["energy_uj"] as? Int ?? 0 >= live["energy_uj"] as? Int ?? .max)
    let rows = stored.rows.filter { $0["owner"] as? String == "slurm:cluster/7" }
    let sum = rows.flatMap { $0["full_uj"] as? [Any] ?? [] }
      .compactMap { ($0 as? NSNumber)?.intValue }.reduce(0, +)
    #expect(sum == ended["energy_uj"] as? Int)
  }

  @Test(
    "jobs that are too many to be named are counted, and those that run are named before others")
  func leftOut() throws {
    let folder = try TemporaryDirectory()
    let maker = ReportMaker(directory: folder.path, nodeID: String(repeating: "0", count: 64))
    let epoch = Epoch(high: 1, low: 2)
    let jobs = (1...20_003).map { number in
      JobRecord(
        epoch: epoch, id: "slurm:x/\(number)", name: "n", manager: .slurm, start: UInt64(number))
    }
    do {
      let store = try LedgerStore(in: folder.path)
      try store.file(Filing(jobs: Array(jobs[1...20_000])))
    }
    var book = ReportBook(time: 1_000_000)
    book.jobs = [jobs[0]]
    let whole = try ReportReading(maker.make(ReportPage(), book).bytes)
    #expect(whole.jobs.count == 20_001 && whole.members["jobs_left_out"] == nil)
    do {
      let store = try LedgerStore(in: folder.path)
      try store.file(Filing(jobs: jobs))
    }
    // Jobs 1 to 3 began before the 20,000 latest, and the agent knows that the first one runs.
    let cut = try ReportReading(maker.make(ReportPage(), book).bytes)
    let names = Set(cut.jobs.compactMap { $0["job_id"] as? String })
    #expect(cut.members["jobs_left_out"] as? Int == 2)
    #expect(names.count == 20_001 && names.contains("slurm:x/1") && names.contains("slurm:x/4"))
    #expect(!names.contains("slurm:x/2") && !names.contains("slurm:x/3"))
  }

  @Test("a node without any row, store or sensor has a report")
  func empty() throws {
    let folder = try TemporaryDirectory()
    let maker = ReportMaker(directory: folder.path, nodeID: String(repeating: "0", count: 64))
    let made = try maker.make(ReportPage(), ReportBook(time: 1_790_000_000_000_000_000))
    let report = try ReportReading(made.bytes)
    #expect(report.rows.isEmpty && report.jobs.isEmpty)
    #expect(report.sum("node_uj") == 0)
    #expect(report.members["start"] as? String == report.members["end"] as? String)
    #expect(made.position == 0 && !made.isCut)
    #expect(throws: ReportRefusal.beyond(4, last: 0)) {
      try maker.make(ReportPage(query: "after=4"), ReportBook(time: 1))
    }
  }

  @Test("benchmarks are carried as they are kept, on one line, and left out where they are broken")
  func benchmarks() throws {
    try run(minutes: 1)
    let example = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("docs/schema/examples/bench.json")
    try node.tree.write(String(contentsOf: example, encoding: .utf8), to: "state/bench.json")
    let report = try report().made.bytes
    #expect(report.count { $0 == 0x0A } == 1 && report.last == 0x0A)
    let kept = try ReportReading(report).members["benchmarks"] as? [[String: Any]]
    #expect(kept?.first?["schema"] as? String == "nodeprobe.bench/1")
    let context = kept?.first?["context"] as? [String: Any]
    let hardware = try ReportReading(report).members["hardware"] as? [String: Any]
    let fingerprint = hardware?["fingerprint"] as? [String: String]
    #expect(
      fingerprint?["benchmark"] != nil
        && fingerprint?["benchmark"] == context?["version"] as? String)
    try node.tree.write("{\"schema\":", to: "state/bench.json")
    let garbled = try self.report().read.members
    #expect(garbled["benchmarks"] == nil && garbled["benchmarks_missing"] as? String == "garbled")
  }

  /// An example of another version, as `probe bench` writes it.
  private func run(version: String, _ suite: String) -> String {
    """
    {"schema":"nodeprobe.bench/1","context":{"version":"\(version)","compiler":"x","extent":"quick",\
    "started":"2026-09-20T10:00:00.000Z","ended":"2026-09-20T10:00:20.000Z","interrupted":false,\
    "processor":{"flags":[]},"cpus":[0],"caches":[],"memory":{},"limits":{},"scaling":{},"before":{},\
    "after":{},"load":{}},"results":[{"suite":"\(suite)","case":"x","parameters":{},"unit":"seconds",\
    "best":1.5,"median":1.5,"mad":0.5,"low":1.5,"high":1.5,"prediction":{"low":1.5,"high":1.5},\
    "samples":[1.5],"blocks":[1],"dropped":0,"verified":true,"disturbances":[]}]}
    """
  }

  @Test(
    "runs of several versions are carried as they are kept, and no version is said to be that of all"
  )
  func severalRuns() throws {
    try run(minutes: 1)
    func told(_ kept: String) throws -> (text: String, version: String?) {
      try node.tree.write(kept + "\n", to: "state/bench.json")
      let made = try report().made.bytes
      let hardware = try ReportReading(made).members["hardware"] as? [String: Any]
      let fingerprint = hardware?["fingerprint"] as? [String: String]
      return (String(decoding: made, as: UTF8.self), fingerprint?["benchmark"])
    }
    let (old, new) = (run(version: "1", "gemm"), run(version: "2", "peak"))
    let both = try told("[\(new),\(old)]")
    #expect(both.text.contains("\"benchmarks\":[\(new),\(old)]") && both.version == nil)
    let alike = try told("[\(new),\(run(version: "2", "gemm"))]")
    #expect(alike.version == "2")
    // As earlier versions wrote it.
    let single = try told(old)
    #expect(single.text.contains("\"benchmarks\":[\(old)]") && single.version == "1")
    try node.tree.write("[]", to: "state/bench.json")
    #expect(try report().read.members["benchmarks_missing"] as? String == "garbled")
  }

  @Test("benchmarks that are too large for a report are said to be missing")
  func largeBenchmarks() throws {
    try run(minutes: 1)
    #expect(try report().read.members["benchmarks_missing"] == nil)
    try node.tree.write(
      bytes: Array(repeating: 0x20, count: 4 << 20 + 1), to: "state/bench.json")
    let large = try report().read.members
    #expect(large["benchmarks"] == nil && large["benchmarks_missing"] as? String == "too_large")
  }
}

extension Sampler {
  /// The node's energy as the page has it, in microjoules.
  fileprivate var snapshotNodeEnergy: UInt64 {
    guard let snapshot = store.latest else { return 0 }
    var sum: UInt64 = 0
    for (index, entry) in snapshot.catalogue.entries.enumerated()
    where entry.metric.name.description == "nodeprobe_node_energy_joules_total" {
      if case .micro(let value) = snapshot.values[index] { sum += value }
    }
    return sum
  }
}
