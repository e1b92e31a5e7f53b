import EnergyLedger
import Foundation
import NodeModel
import TestSupport
import Testing

@testable import Agent

/// The file of checkpoints is one for a small ledger, on a disk that has no more: each of its slots has 2.4 MB.
@Suite("Rows that there is no room for")
struct LostRowsTests {
  private let folder: TemporaryDirectory
  private let start: UInt64 = 1_772_460_000

  init() throws {
    folder = try TemporaryDirectory()
    try set(start)
  }

  /// Sets the driven clock to so many seconds since 1970.
  private func set(_ seconds: UInt64) throws {
    let time = SmallNode.time(seconds)
    try folder.write(
      bytes: [time.boottime, time.realtime].flatMap { word in
        (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
      }, to: "clock")
  }

  private func state() throws -> EnergyState {
    EnergyState(
      in: folder.path, bootID: "boot 1", limits: SmallNode.limits, retention: 1 << 60,
      clock: try NodeClock(drivenBy: folder.path + "/clock"),
      log: Log(upTo: .error, isJournal: false))
  }

  /// A round in which every job worked, and after which all is kept.
  private func round(
    _ ledger: inout Ledger, _ seconds: UInt64, shows joules: UInt64, _ jobs: [OwnerIndex],
    _ state: EnergyState
  ) throws {
    let time = SmallNode.time(seconds)
    let found = ledger.place(.package, device: "0")
    let place = try #require(found)
    ledger.begin(at: time)
    ledger.read(0, .counter(joules * 1_000_000), at: UInt64(time.boottime))
    for job in jobs { ledger.record(job, at: place, weight: 1, reserved: 4) }
    ledger.end()
    state.keep(ledger)
    try set(seconds)
  }

  /// Once after a round, as the agent does; then the thread that writes has ended.
  private func tend(_ state: EnergyState, _ ledger: inout Ledger) throws {
    state.tend(&ledger)
    try #require(state.writer.wait(milliseconds: 60_000))
  }

  private static func ledger(at seconds: UInt64) -> Ledger {
    Ledger(
      epoch: Epoch(high: 7, low: 9), bootID: "boot 1", topology: SmallNode.topology,
      at: SmallNode.time(seconds), limits: LedgerLimits(jobs: 7000, mostOwners: 8000))
  }

  @Test("are given up where the store takes none, the earliest first, and every round is kept")
  func givenUp() throws {
    _ = try LedgerStore(in: folder.path)
    _ = try Program.run(
      "/usr/bin/sqlite3", folder.path + "/ledger.sqlite", "PRAGMA user_version = 99")
    let state = try state()
    var ledger = Self.ledger(at: start)
    let jobs = (0..<2000).map { ledger.begin(job: "slurm:x/\($0)") }
    // 2000 rows an hour are 430 kB.
    for hour in 0..<12 as Range<UInt64> {
      for second in 0...1 as ClosedRange<UInt64> {
        try round(&ledger, start + 3600 * hour + second, shows: hour + second, jobs, state)
        #expect(state.status.keeping == nil, "hour \(hour)")
        try tend(state, &ledger)
      }
    }
    #expect(ledger.lostRows > 0 && ledger.lostRows.isMultiple(of: 2000))
    let kept = ledger.closedRows()
    #expect(kept.last?.hour == Int64(start) + 10 * 3600)
    #expect(kept.count + Int(ledger.lostRows) == 11 * 2000)
    #expect(CheckpointFile.newest(in: folder.path)?.nodeEnergy.joules == 12)
    #expect(ledger.isBalanced == true)
    #expect(state.status.lostRows == ledger.lostRows)
  }

  @Test("are filed where the store takes them, and none of them is given up before")
  func offered() throws {
    let state = try state()
    var ledger = Self.ledger(at: start)
    let jobs = (0..<4500).map { ledger.begin(job: "slurm:x/\($0)") }
    try round(&ledger, start, shows: 0, jobs, state)
    try round(&ledger, start + 1, shows: 10, jobs, state)
    try round(&ledger, start + 3600, shows: 10, jobs, state)
    #expect(state.file?.isTight(for: state.words.count) == true)
    #expect(ledger.closedRows().count == 4500)
    try tend(state, &ledger)
    #expect(ledger.lostRows == 0)
    try tend(state, &ledger)
    #expect(state.status.isHealthy && ledger.lostRows == 0)
    #expect(ledger.closedRows().isEmpty)
    let rows = try LedgerArchive(in: folder.path).rows(limit: 10_000)
    #expect(rows.count == 4500)
    #expect(rows.reduce(0) { $0 + $1.row.full.total } == 10_000_000)
  }
}
