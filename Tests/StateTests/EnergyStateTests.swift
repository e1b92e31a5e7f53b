import EnergyLedger
import Foundation
import NodeModel
import TestSupport
import Testing

@testable import Agent

@Suite("What outlives the agent")
struct EnergyStateTests {
  private let folder: TemporaryDirectory
  private let start: UInt64 = 1_772_460_000

  init() throws {
    folder = try TemporaryDirectory()
    try set(start)
  }

  /// Sets the driven clock to so many seconds since 1970.
  private func set(_ seconds: UInt64) throws {
    let time = SmallNode.time(seconds)
    try Data(
      [time.boottime, time.realtime].flatMap { Swift.withUnsafeBytes(of: $0) { Array($0) } }
    )
    .write(to: URL(fileURLWithPath: folder.path + "/clock"))
  }

  private func state(boot: String = "boot 1") throws -> EnergyState {
    EnergyState(
      in: folder.path, bootID: boot, limits: SmallNode.limits, retention: 1 << 60,
      clock: try NodeClock(drivenBy: folder.path + "/clock"),
      log: Log(upTo: .error, isJournal: false))
  }

  private func ledger(_ state: EnergyState, _ seconds: UInt64, _ seed: UInt64 = 1) -> Ledger {
    var random = SeededRandom(seed)
    return state.makeLedger(SmallNode.topology, at: SmallNode.time(seconds), random: &random)
  }

  /// A round in which the counter shows so many joules.
  private func round(_ ledger: inout Ledger, _ seconds: UInt64, shows joules: UInt64) {
    let time = SmallNode.time(seconds)
    ledger.begin(at: time)
    ledger.read(0, .counter(joules * 1_000_000), at: UInt64(time.boottime))
    ledger.end()
  }

  /// Waits for the thread that writes.
  private func settle(_ state: EnergyState, _ ledger: inout Ledger) throws {
    state.tend(&ledger)
    for _ in 0..<2000 where state.isWriting {
      usleep(5000)
      state.tend(&ledger)
    }
    try #require(!state.isWriting)
  }

  @Test("a clean stop goes on after a restart of the machine; the next one without is a new epoch")
  func cleanStop() throws {
    let first = try state()
    var ledger = ledger(first, start)
    let epoch = ledger.epoch
    round(&ledger, start + 1, shows: 0)
    first.keep(ledger)
    round(&ledger, start + 2, shows: 30)
    first.keep(ledger)
    first.stop(&ledger)

    let second = try state(boot: "boot 2")
    ledger = self.ledger(second, start + 100, 2)
    #expect(ledger.epoch == epoch && ledger.nodeEnergy.joules == 30)
    // The counter began at 0 with the machine: what it shows is the gap.
    round(&ledger, start + 101, shows: 12)
    second.keep(ledger)
    #expect(ledger.energy(.gap).joules == 12 && ledger.nodeEnergy.joules == 42)

    // Power is lost before the next sync: the mark of the clean stop must be gone from the disk.
    let third = try state(boot: "boot 3")
    ledger = self.ledger(third, start + 200, 3)
    #expect(ledger.epoch != epoch && ledger.nodeEnergy == .zero)
    #expect(third.status.isHealthy)
    let rows = try LedgerArchive(in: folder.path).rows(limit: 100)
    #expect(rows.allSatisfy { $0.row.epoch == epoch && $0.row.isFinal })
    #expect(rows.reduce(0) { $0 + $1.row.full.total } == 42_000_000)
  }

  @Test("rows of a closed hour are filed, and only then forgotten")
  func filing() throws {
    let state = try state()
    var ledger = ledger(state, start)
    round(&ledger, start + 1, shows: 0)
    round(&ledger, start + 2, shows: 30)
    state.keep(ledger)
    round(&ledger, start + 3600, shows: 50)
    state.keep(ledger)
    #expect(ledger.closedRows().count == 1)
    try settle(state, &ledger)
    #expect(ledger.closedRows().isEmpty)
    let rows = try LedgerArchive(in: folder.path).rows(limit: 10)
    #expect(rows.map(\.row.full.total) == [30_000_000])
    #expect(
      rows.map(\.row.owner) == [.bucket(.unallocated)]
        || rows.map(\.row.owner) == [.bucket(.system)])
    #expect(state.status.lastFiling > 0 && state.status.storeBytes > 0)
  }

  @Test("a store that cannot be written keeps nobody from measuring, and gets everything later")
  func storeFails() throws {
    _ = try LedgerStore(in: folder.path)
    let file = folder.path + "/ledger.sqlite"
    _ = try Program.run("/usr/bin/sqlite3", file, "PRAGMA user_version = 9")
    let state = try state()
    var ledger = ledger(state, start)
    let job = JobRecord(epoch: ledger.epoch, id: "run:n/1", name: "x", manager: .run, start: 5)
    let number = try #require(state.note(job))
    round(&ledger, start + 1, shows: 0)
    round(&ledger, start + 2, shows: 30)
    round(&ledger, start + 3600, shows: 50)
    state.keep(ledger)
    try settle(state, &ledger)
    #expect(state.status.filing == .newer(9) && state.status.keeping == nil)
    #expect(ledger.closedRows().count == 1 && state.filedThrough < number)
    #expect(state.record(of: "run:n/1", in: ledger.epoch) == job)

    _ = try Program.run("/usr/bin/sqlite3", file, "PRAGMA user_version = \(LedgerSchema.version)")
    try set(start + 3620)
    try settle(state, &ledger)
    try set(start + 3640)
    try settle(state, &ledger)
    #expect(state.status.isHealthy && state.filedThrough >= number)
    #expect(ledger.closedRows().isEmpty)
    let archive = try LedgerArchive(in: folder.path)
    #expect(try archive.rows(limit: 10).count == 1)
    #expect(try archive.jobs() == [job])
  }

  @Test("a changed retention forgets at once, but not before the clock had its time to be set")
  func changedRetention() throws {
    let state = try state()
    var ledger = ledger(state, start)
    round(&ledger, start + 1, shows: 0)
    state.keep(ledger)
    try settle(state, &ledger)
    state.follow(retention: 1 << 59)
    try set(start + 60)
    try settle(state, &ledger)
    #expect(state.lastExpiry == 0)
    try set(start + 601)
    try settle(state, &ledger)
    let first = state.lastExpiry
    #expect(first > 0)
    try set(start + 620)
    try settle(state, &ledger)
    #expect(state.lastExpiry == first)
    state.follow(retention: 1 << 58)
    try settle(state, &ledger)
    #expect(state.lastExpiry == first + 19_000_000_000)
  }

  @Test("of ways to divide energy that cannot be filed the last 64 wait")
  func waitingDivisions() throws {
    let state = try state()
    for start in 1...100 as ClosedRange<Int64> {
      state.note(
        StoredDivision(
          epoch: Epoch(high: 1, low: 2), start: start, weight: "cpu_time", reason: nil))
    }
    #expect(state.divisions.map(\.start) == Array(37...100))
  }

  @Test("what an epoch left is not written over before it is filed")
  func guarded() throws {
    let first = try state()
    var ledger = ledger(first, start)
    let epoch = ledger.epoch
    round(&ledger, start + 1, shows: 0)
    round(&ledger, start + 2, shows: 30)
    first.keep(ledger)
    let file = folder.path + "/ledger.sqlite"
    _ = try Program.run("/usr/bin/sqlite3", file, "PRAGMA user_version = 9")

    let second = try state(boot: "boot 2")
    ledger = self.ledger(second, start + 100, 2)
    round(&ledger, start + 101, shows: 7)
    second.keep(ledger)
    #expect(second.status.keeping == .guarded)
    #expect(CheckpointFile.newest(in: folder.path)?.epoch == epoch)

    _ = try Program.run("/usr/bin/sqlite3", file, "PRAGMA user_version = \(LedgerSchema.version)")
    try settle(second, &ledger)
    round(&ledger, start + 102, shows: 8)
    second.keep(ledger)
    #expect(second.status.isHealthy)
    #expect(CheckpointFile.newest(in: folder.path)?.epoch == ledger.epoch)
    let rows = try LedgerArchive(in: folder.path).rows(limit: 10)
    #expect(rows.map(\.row.full.total) == [30_000_000] && rows.map(\.row.epoch) == [epoch])
  }

  @Test("a job that ran when power was lost is filed with what it had, and does not run")
  func lostJob() throws {
    let first = try state()
    var ledger = ledger(first, start)
    let epoch = ledger.epoch
    let owner = ledger.begin(job: "run:n/1")
    _ = first.note(
      JobRecord(epoch: epoch, id: "run:n/1", name: "x", manager: .run, start: start * 1_000_000_000)
    )
    round(&ledger, start + 1, shows: 0)
    first.keep(ledger)
    try settle(first, &ledger)
    // All activity is the job's.
    let time = SmallNode.time(start + 2)
    ledger.begin(at: time)
    ledger.read(0, .counter(30_000_000), at: UInt64(time.boottime))
    let found = ledger.place(.package, device: "0")
    let place = try #require(found)
    ledger.record(owner, at: place, weight: 5, reserved: 8000)
    ledger.end()
    let had = ledger.totals(owner)
    #expect(had.energy.joules == 30)
    first.keep(ledger)

    _ = self.ledger(try state(boot: "boot 2"), start + 100, 2)
    let jobs = try LedgerArchive(in: folder.path).jobs()
    #expect(jobs.map(\.state) == [.lost] && jobs.map(\.totals) == [had])
    #expect(jobs.map(\.end) == [(start + 2) * 1_000_000_000])
  }

  @Test(
    "a new epoch goes on with the idle power that was learnt of the same hardware, and with nothing else",
    arguments: ["same", "later", "other"])
  func idlePower(_ hardware: String) throws {
    func topology(_ hardware: String) -> Topology {
      Topology(
        meters: SmallNode.topology.meters,
        places: [PlaceTraits(.package, device: "0", capacity: 8000, hardware: hardware)])
    }
    var random = SeededRandom(1)
    let first = try state()
    var ledger = first.makeLedger(
      topology("same"), at: SmallNode.time(start), random: &random)
    let epoch = ledger.epoch
    // 30 W for 110 minutes in which nobody did anything.
    for minute in 1...111 as ClosedRange<UInt64> {
      let time = SmallNode.time(start + 60 * minute)
      ledger.begin(at: time)
      ledger.read(0, .counter(minute * 1_800_000_000), at: UInt64(time.boottime))
      for place in ledger.placeIndices { ledger.record(utilization: 0, at: place) }
      ledger.end()
    }
    first.keep(ledger)
    #expect(ledger.nodeEnergy.joules == 110 * 1800)

    // Power is lost. A meter that a worker reads is there some rounds later.
    let second = try state(boot: "boot 2")
    ledger = second.makeLedger(
      hardware == "later" ? Topology(meters: [], places: []) : topology(hardware),
      at: SmallNode.time(start + 7000), random: &random)
    if hardware == "later" { ledger.declare(topology("same")) }
    #expect(ledger.epoch != epoch && ledger.nodeEnergy == .zero)
    #expect(ledger.rows().isEmpty)
    let found = ledger.place(.package, device: "0")
    let status = ledger.status(try #require(found))
    #expect(status.energy == .zero)
    #expect(status.idleMicrowatts == (hardware == "other" ? nil : 30_000_000))
    #expect(status.isIdleProvisional == (hardware == "other"))
    // The machine has just started: the first number is where counting begins, or all since power-on.
    round(&ledger, start + 7001, shows: 5)
    round(&ledger, start + 7002, shows: 45)
    #expect(ledger.energy(.gap).joules == (hardware == "later" ? 0 : 5))
    #expect(ledger.nodeEnergy.joules == (hardware == "later" ? 40 : 45))
    // Of the last 40 J so much is idle.
    #expect(ledger.energy(.unallocated).joules == (hardware == "other" ? 40 : 30))
  }

  @Test("what is refused because too much waits already is taken when there is room again")
  func fullQueue() throws {
    let state = try state()
    var ledger = ledger(state, start)
    func job(_ number: Int) -> JobRecord {
      JobRecord(epoch: ledger.epoch, id: "run:n/\(number)", name: "x", manager: .run, start: 5)
    }
    var taken = 0
    while taken < 100_000, state.note(job(taken)) != nil { taken += 1 }
    #expect(taken == 16_384)
    #expect(state.note(job(0)) != nil)
    round(&ledger, start + 1, shows: 0)
    try settle(state, &ledger)
    let number = try #require(state.note(job(taken)))
    try set(start + 20)
    try settle(state, &ledger)
    try set(start + 40)
    try settle(state, &ledger)
    #expect(state.filedThrough >= number)
    #expect(try LedgerArchive(in: folder.path).jobs().count == 16_385)
  }

  @Test("a folder in which nothing can be written is said once, and measuring goes on")
  func unwritable() throws {
    try folder.folder("gone")
    let path = folder.path + "/gone"
    try folder.remove("gone")
    let state = EnergyState(
      in: path, bootID: "boot 1", limits: SmallNode.limits, retention: 1 << 60,
      clock: try NodeClock(drivenBy: folder.path + "/clock"),
      log: Log(upTo: .error, isJournal: false))
    var ledger = ledger(state, start)
    round(&ledger, start + 1, shows: 0)
    state.keep(ledger)
    try settle(state, &ledger)
    #expect(state.status.keeping == .absent && state.status.filing == .absent)
    // It comes back, and so does everything else.
    try folder.folder("gone")
    try set(start + 30)
    try settle(state, &ledger)
    round(&ledger, start + 31, shows: 9)
    state.keep(ledger)
    try settle(state, &ledger)
    #expect(state.status.keeping == nil)
    #expect(CheckpointFile.newest(in: path)?.nodeEnergy.joules == 9)
  }

  @Test("no room for files stops writing and not measuring, and nothing that was written is lost")
  func fullDisk() throws {
    try Life.prepare(folder.path)
    let before = try Life(in: folder.path, life: 1, step: 40, rounds: 300)
    let filed = try rows()
    let during = try Life(in: folder.path, life: 2, step: 40, rounds: 600, limited: 100..<400)
    #expect(during.rounds[99].status == "ok")
    #expect(during.rounds[399].status == "full")
    #expect(during.rounds[599].status == "ok")
    #expect(
      during.rounds.map(\.node)
        == during.rounds.map { Life.truth($0.boottime) - Life.truth(before.rounds[0].boottime) })
    let after = try rows()
    #expect(filed.allSatisfy { after.contains($0) })
    let end = try #require(during.end)
    #expect(after.reduce(0) { $0 + $1.row.full.total } + end.unfiled == end.node)
  }

  private func rows() throws -> [StoredRow] {
    try LedgerArchive(in: folder.path).rows(limit: 100_000)
  }
}
