import EnergyLedger
import Foundation
import NodeModel
import TestSupport
import Testing

@testable import Agent

@Suite("The store")
struct LedgerStoreTests {
  let folder: TemporaryDirectory
  let epoch = Epoch(high: 1, low: 2)
  let hour: Int64 = 1_772_460_000

  init() throws {
    folder = try TemporaryDirectory()
  }

  func row(
    _ owner: String, sequence: UInt64, revision: UInt64 = 3600, hour: Int64? = nil,
    microjoules: UInt64 = 5
  ) -> EnergyRow {
    var full = HourSlots()
    full[0] = microjoules
    full[11] = 7
    var dynamic = HourSlots()
    dynamic[11] = 2
    return EnergyRow(
      owner: Owner(owner), component: .dram, hour: hour ?? self.hour, epoch: epoch,
      sequence: sequence, revision: revision, isFinal: true, known: 0b1000_0000_0001,
      tiers: [.components] + Array(repeating: .fallback, count: 10) + [.table],
      full: full, dynamic: dynamic, low: Microjoules(10), high: Microjoules(14))
  }

  func job(_ id: String, start: UInt64, end: UInt64?) -> JobRecord {
    var job = JobRecord(
      epoch: epoch, id: id, name: "train[1]", manager: .slurm, user: "ann", account: "physics",
      partition: "gpu", tags: ["team": "a\"b", "project": "ü"], start: start * 1_000_000_000)
    job.end = end.map { $0 * 1_000_000_000 }
    job.state = end == nil ? .running : .ended
    job.totals.full[0] = 40
    job.totals.full[1] = 2
    job.totals.dynamic[0] = 30
    (job.totals.low, job.totals.high, job.totals.tier) = (41, 44, .table)
    job.footprint = JobFootprint(
      location: 2_873_304_000, market: 2_873_304_000, embodied: 46_803_653, cost: 2_520_000,
      currency: "EUR", coreMilliseconds: 36_000_000, memoryMilliseconds: 294_912_000_000)
    job.traffic = DiskTraffic(read: 91_889_664, written: 0)
    job.processorTime = 12_345_678_901
    return job
  }

  /// What SQLite's own program says.
  func sqlite(_ query: String) throws -> String {
    try Program.run("/usr/bin/sqlite3", folder.path + "/ledger.sqlite", query).output
  }

  @Test("holds rows and jobs as SQLite's own program reads them")
  func contents() throws {
    let store = try LedgerStore(in: folder.path)
    try store.file(
      Filing(rows: [row("system", sequence: 1)], jobs: [job("slurm:x/1", start: 50, end: 60)]))
    #expect(
      try sqlite("SELECT * FROM row JOIN epoch ON epoch.number = row.epoch")
        == "1|1|system|dram|\(hour)|1|3600|B----------D|[5,null,null,null,null,null,null,null,null,"
        + "null,null,7]|[0,null,null,null,null,null,null,null,null,null,null,2]|10|14|1|"
        + "00000000-0000-0001-0000-000000000002||\n")
    #expect(
      try sqlite("SELECT * FROM job")
        == "1|slurm:x/1|train[1]|slurm|ann|physics|{\"project\":\"ü\",\"team\":\"a\\\"b\"}|"
        + "50000000000|60000000000|ended|D|{\"package\":40,\"dram\":2}|{\"package\":30}|42|30|41|44|"
        + "2873304000|2873304000|46803653|2520000|EUR|36000000|294912000000|gpu|91889664|0|0||12345678901\n"
    )
    #expect(try sqlite("PRAGMA journal_mode; PRAGMA integrity_check") == "wal\nok\n")
  }

  @Test("gives back what was put in, while it is open for writing")
  func roundTrip() throws {
    let store = try LedgerStore(in: folder.path)
    let rows = [row("system", sequence: 1), row("slurm:x/1", sequence: 2)]
    let job = job("slurm:x/1", start: 50, end: 60)
    try store.file(Filing(rows: rows, jobs: [job], cursors: ["push": 2]))
    let archive = try LedgerArchive(in: folder.path)
    #expect(try archive.rows(limit: 10).map(\.row) == rows)
    #expect(try archive.rows(of: .job("slurm:x/1")).map(\.row) == [rows[1]])
    #expect(try archive.rows(from: hour, until: hour + 1).count == 2)
    #expect(try archive.rows(from: hour + 1, until: hour + 7200).isEmpty)
    #expect(try archive.jobs() == [job])
    #expect(try archive.job("slurm:x/1", in: epoch) == job)
    #expect(try archive.cursor("push") == 2)
    #expect(try archive.cursor("other") == 0)
    // It sees what is written after it was opened.
    try store.file(Filing(rows: [row("gap", sequence: 3)]))
    #expect(try archive.rows(after: 2, limit: 10).map(\.position) == [3])
  }

  @Test("a job without carbon, embodied carbon or cost has none, and not 0")
  func withoutFootprint() throws {
    let store = try LedgerStore(in: folder.path)
    var (bare, part) = (job("a:1", start: 50, end: 60), job("a:2", start: 51, end: 60))
    bare.footprint = nil
    part.footprint = JobFootprint(location: 0, market: 3)
    try store.file(Filing(jobs: [bare, part]))
    #expect(try LedgerArchive(in: folder.path).jobs() == [bare, part])
  }

  @Test("factors are kept once for as long as they hold, and a slot keeps those of its beginning")
  func factors() throws {
    let store = try LedgerStore(in: folder.path)
    let said = [(300, "a"), (600, "a"), (900, "b"), (900, "c"), (1200, "a"), (1500, "a")]
      .map { StoredFactors(start: $0, document: $1) }
    for factors in said { try store.file(Filing(factors: [factors])) }
    let kept = try LedgerArchive(in: folder.path).factors()
    #expect(kept.map(\.start) == [300, 1200, 1500])
    #expect(kept.map(\.document) == ["a", "c", "a"])
    // Rows of a time have the factors that held then, as long as there may be such rows.
    try store.expire(before: 1_100_000_000_000)
    #expect(try LedgerArchive(in: folder.path).factors().map(\.start) == [300, 1200, 1500])
    try store.expire(before: 1_300_000_000_000)
    #expect(try LedgerArchive(in: folder.path).factors().map(\.start) == [1200, 1500])
    try store.expire(before: UInt64.max)
    #expect(try LedgerArchive(in: folder.path).factors().map(\.start) == [1500])
  }

  @Test("a job that is counted with others has that said, and no report asks for it")
  func folded() throws {
    let store = try LedgerStore(in: folder.path)
    var folded = JobRecord(
      epoch: epoch, id: "slurm:x/2", name: "b", manager: .slurm, start: 70_000_000_000)
    folded.isFolded = true
    let job = job("slurm:x/1", start: 50, end: 60)
    try store.file(Filing(jobs: [job, folded]))
    let archive = try LedgerArchive(in: folder.path)
    #expect(try archive.jobs() == [job, folded])
    var filter = JobFilter()
    filter.isCounted = true
    #expect(try archive.jobs(filter) == [job])
    filter.limit = 0
    #expect(try archive.count(beyond: filter) { _ in true } == 1)
  }

  @Test(
    "jobs that are filed as running and do not run any more have ended, those of other epochs stay")
  func unseen() throws {
    let store = try LedgerStore(in: folder.path)
    var other = job("slurm:x/9", start: 50, end: nil)
    other.epoch = Epoch(high: 3, low: 4)
    try store.file(
      Filing(jobs: [
        job("slurm:x/1", start: 50, end: nil), job("slurm:x/2", start: 50, end: nil),
        job("slurm:x/3", start: 50, end: 60), job("slurm:x/4", start: 90, end: nil), other,
      ]))
    var filing = Filing(jobs: [job("slurm:x/2", start: 50, end: nil)])
    filing.unseen = (epoch, 80_000_000_000)
    try store.file(filing)
    #expect(
      try sqlite("SELECT job_id, state, end_ns FROM job ORDER BY job_id")
        == "slurm:x/1|ended|80000000000\nslurm:x/2|running|\nslurm:x/3|ended|60000000000\n"
        + "slurm:x/4|ended|90000000000\nslurm:x/9|running|\n")
  }

  @Test("a row that no document may carry is read from the store, and costs nothing else")
  func greatRow() throws {
    let store = try LedgerStore(in: folder.path)
    var great = row("gap", sequence: 1)
    great.full[0] = 1 << 57
    great.high = Microjoules(1 << 57)
    try store.file(Filing(rows: [great, row("system", sequence: 2)]))
    let rows = try LedgerArchive(in: folder.path).rows(limit: 9).map(\.row)
    #expect(rows.map(\.full[0]) == [1 << 57, row("system", sequence: 2).full[0]])
  }

  @Test(
    "a row whose part is greater than its whole, or that is beyond all machines, is damaged",
    arguments: [
      "dynamic_uj = replace(dynamic_uj, '[0', '[6')",
      "full_uj = replace(full_uj, '[5', '[288230376151711744')",
      "high_uj = 9223372036854775807",
    ])
  func implausible(change: String) throws {
    let store = try LedgerStore(in: folder.path)
    try store.file(Filing(rows: [row("system", sequence: 1)]))
    _ = try sqlite("UPDATE row SET \(change)")
    let archive = try LedgerArchive(in: folder.path)
    #expect(throws: StateFailure.damaged) { try archive.rows(limit: 9) }
  }

  @Test(
    "a job whose part is greater than its whole, or that is beyond all machines, is damaged",
    arguments: [
      #"full_uj = '{"package":9223372036854775807,"dram":9223372036854775807,"rest":9223372036854775807}'"#,
      #"full_uj = '{"dram":1152921504606846976}'"#,
      #"full_uj = '{"package":5}', dynamic_uj = '{"package":6}'"#,
      "low_uj = 9223372036854775807", "high_uj = 9223372036854775807",
    ])
  func implausibleJob(change: String) throws {
    let store = try LedgerStore(in: folder.path)
    let job = job("slurm:x/1", start: 50, end: 60)
    try store.file(Filing(jobs: [job]))
    _ = try sqlite("UPDATE job SET \(change)")
    let archive = try LedgerArchive(in: folder.path)
    #expect(throws: StateFailure.damaged) { try archive.jobs() }
    #expect(throws: StateFailure.damaged) { try archive.job(job.id, in: epoch) }
  }

  @Test(
    "factors of a command that was counted by itself stand with its epoch and change no other's")
  func ownFactors() throws {
    let store = try LedgerStore(in: folder.path)
    let common = StoredFactors(start: 600, document: "{\"version\":\"a\"}")
    let own = StoredFactors(start: 300, document: "{\"version\":\"b\"}")
    let command = Epoch(high: 3, low: 4)
    var filing = Filing(
      rows: [row("system", sequence: 1)], factors: [common])
    filing.ownFactors[command] = own
    try store.file(filing)
    let archive = try LedgerArchive(in: folder.path)
    #expect(try archive.factors() == [common])
    #expect(try archive.ownFactors() == [command: own])
  }

  @Test("a higher revision replaces a row and is delivered again, a lower one does neither")
  func revisions() throws {
    let store = try LedgerStore(in: folder.path)
    try store.file(Filing(rows: [row("system", sequence: 1), row("gap", sequence: 2)]))
    try store.file(Filing(rows: [row("system", sequence: 1, revision: 3599, microjoules: 99)]))
    try store.file(Filing(rows: [row("system", sequence: 1, microjoules: 98)]))
    let archive = try LedgerArchive(in: folder.path)
    #expect(try archive.rows(limit: 9).map(\.row.full.total) == [12, 12])
    try store.file(Filing(rows: [row("system", sequence: 1, revision: 3601, microjoules: 1)]))
    let rows = try archive.rows(after: 2, limit: 9)
    #expect(rows.map(\.row.full.total) == [8])
    #expect(try archive.rows(limit: 9).count == 2)
  }

  @Test("finds jobs by everything that they are asked for by")
  func filters() throws {
    let store = try LedgerStore(in: folder.path)
    var other = job("run:n/1", start: 70, end: nil)
    (other.name, other.manager, other.user, other.account) = ("make", .run, "bob", nil)
    other.tags = ["team": "sea [1]"]
    let jobs = [job("slurm:x/1", start: 50, end: 60), other]
    try store.file(Filing(jobs: jobs))
    let archive = try LedgerArchive(in: folder.path)
    func found(_ change: (inout JobFilter) -> Void) throws -> [String] {
      var filter = JobFilter()
      change(&filter)
      return try archive.jobs(filter).map(\.id)
    }
    #expect(try found { _ in } == ["slurm:x/1", "run:n/1"])
    #expect(try found { $0.since = 60_000_000_001 } == ["run:n/1"])
    #expect(try found { $0.since = 60_000_000_000 }.count == 2)
    #expect(try found { $0.until = 70_000_000_000 } == ["slurm:x/1"])
    #expect(try found { $0.user = "bob" } == ["run:n/1"])
    #expect(try found { $0.account = "physics" } == ["slurm:x/1"])
    #expect(try found { $0.manager = .run } == ["run:n/1"])
    #expect(try found { $0.state = .ended } == ["slurm:x/1"])
    #expect(try found { $0.id = "run:n/1" } == ["run:n/1"])
    #expect(try found { $0.name = "train[1]" } == ["slurm:x/1"])
    #expect(try found { $0.name = "m*k?" } == ["run:n/1"])
    #expect(try found { $0.name = "x' OR 1=1 --" } == [])
    #expect(try found { $0.tags = ["project=?"] } == ["slurm:x/1"])
    #expect(try found { $0.tags = ["team=a\"b", "project=ü"] } == ["slurm:x/1"])
    #expect(try found { $0.tags = ["team=sea [1]"] } == ["run:n/1"])
    #expect(try found { $0.tags = ["team=*"] }.count == 2)
    #expect(try found { $0.tags = ["team=s*", "project=ü"] } == [])
    #expect(try found { $0.tags = ["team"] } == [])
    #expect(try found { $0.limit = 1 } == ["run:n/1"])
  }

  @Test("jobs of an epoch that has ended do not run any more")
  func lostJobs() throws {
    let store = try LedgerStore(in: folder.path)
    try store.file(Filing(jobs: [job("slurm:x/1", start: 50, end: nil)]))
    try store.file(Filing(epoch: Epoch(high: 3, low: 4)))
    #expect(try sqlite("SELECT state, end_ns FROM job") == "lost|50000000000\n")
  }

  @Test("one of a newer program is refused and left as it is")
  func newer() throws {
    _ = try LedgerStore(in: folder.path)
    _ = try sqlite("PRAGMA user_version = 8")
    #expect(throws: StateFailure.newer(8)) { try LedgerStore(in: folder.path) }
    #expect(throws: StateFailure.newer(8)) { try LedgerArchive(in: folder.path) }
    #expect(try sqlite("PRAGMA user_version; SELECT count(*) FROM row") == "8\n0\n")
    let line = StateFailure.newer(8).line(about: "ledger.sqlite")
    #expect(line.contains("newer nodeprobe") && !line.contains("\n"))
  }

  @Test("somebody else's database is refused")
  func foreign() throws {
    _ = try sqlite("CREATE TABLE mine(a)")
    #expect(throws: StateFailure.damaged) { try LedgerStore(in: folder.path) }
    #expect(throws: StateFailure.damaged) { try LedgerArchive(in: folder.path) }
    #expect(try sqlite("SELECT count(*) FROM mine") == "0\n")
  }

  @Test("without a store there is nothing to read, and it says so")
  func absent() {
    #expect(throws: StateFailure.absent) { try LedgerArchive(in: folder.path) }
  }

  @Test(
    "a damaged one is moved aside, and what was to be filed stands in a new one", arguments: 0..<4)
  func damaged(_ kind: Int) throws {
    let file = URL(fileURLWithPath: folder.path + "/ledger.sqlite")
    if kind > 0 {
      let store = try LedgerStore(in: folder.path)
      for number in 0..<300 as Range<UInt64> {
        try store.file(Filing(rows: [row("job:\(number)", sequence: number + 1)]))
      }
    }
    if kind > 0 { _ = try sqlite("PRAGMA wal_checkpoint(TRUNCATE)") }
    var bytes = kind > 0 ? [UInt8](try Data(contentsOf: file)) : Array("no database".utf8)
    switch kind {
    case 1:
      for place in 4096..<bytes.count { bytes[place] = UInt8(truncatingIfNeeded: place &* 31) }
    case 2: bytes.removeLast(bytes.count / 2)
    case 3: for place in 0..<100 { bytes[place] ^= 0xFF }
    default: break
    }
    try Data(bytes).write(to: file)
    let writer = StateWriter(
      in: folder.path, clock: NodeClock(), log: Log(upTo: .error, isJournal: false))
    let filing = Filing(rows: [row("system", sequence: 1)])
    let outcome = writer.perform(StateWriter.Order(filing: filing))
    guard case .success = outcome.filing else {
      Issue.record("\(String(describing: outcome.filing))")
      return
    }
    let rows = try LedgerArchive(in: folder.path).rows(limit: 1000)
    #expect(rows.map(\.row).contains(filing.rows[0]))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(names.contains { $0.hasPrefix("ledger.sqlite.broken-") })
  }
}
