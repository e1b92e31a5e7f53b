import EnergyLedger
import Foundation
import NodeModel
import TestSupport
import Testing

@testable import Agent

@Suite("What commands were given while no agent ran")
struct LeftEnergyTests {
  /// With room for when the epoch began.
  private static let limits = LedgerLimits(
    jobs: 4, mostOwners: 16, mostRows: 50, mostAnnexWords: 64)

  private let folder: TemporaryDirectory
  private let start: UInt64 = 1_772_460_000

  init() throws {
    folder = try TemporaryDirectory()
    let time = SmallNode.time(start)
    try Data(
      [time.boottime, time.realtime].flatMap { Swift.withUnsafeBytes(of: $0) { Array($0) } }
    )
    .write(to: URL(fileURLWithPath: folder.path + "/clock"))
  }

  private func state() throws -> EnergyState {
    EnergyState(
      in: folder.path, bootID: "boot 1", limits: Self.limits, retention: 1 << 60,
      clock: try NodeClock(drivenBy: folder.path + "/clock"),
      log: Log(upTo: .error, isJournal: false))
  }

  private func ledger(_ state: EnergyState, _ seconds: UInt64, _ seed: UInt64 = 1) -> Ledger {
    var random = SeededRandom(seed)
    return state.makeLedger(
      SmallNode.topology, at: SmallNode.time(start + seconds), random: &random)
  }

  /// A round in which the counter shows so many joules.
  private func round(_ ledger: inout Ledger, _ seconds: UInt64, shows joules: UInt64) {
    let time = SmallNode.time(start + seconds)
    ledger.begin(at: time)
    ledger.read(0, .counter(joules * 1_000_000), at: UInt64(time.boottime))
    ledger.end()
  }

  /// An agent that has seen 30 J in its two seconds, and stops.
  private func runAgent(at first: UInt64 = 0) throws {
    let state = try state()
    var ledger = ledger(state, first)
    KeptWords.encode(
      nil, TeamAccount(beside: ledger, keeping: nil), [], since: (start + first) * 1_000_000_000,
      lacking: [],
      into: &ledger.annex)
    round(&ledger, first + 1, shows: 0)
    state.keep(ledger)
    round(&ledger, first + 2, shows: 30)
    state.keep(ledger)
    state.stop(&ledger)
  }

  /// A command that was given 12 J of the package from one second to another leaves its job.
  private func leave(from first: UInt64, to last: UInt64) throws {
    let epoch = Epoch(high: 5, low: 6)
    var record = JobRecord(
      epoch: epoch, id: "run:n1/c", name: "make", manager: .run,
      start: (start + first) * 1_000_000_000)
    (record.end, record.state) = ((start + last) * 1_000_000_000, .ended)
    record.totals.full[Int(EnergyComponent.package.rawValue)] = 12_000_000
    (record.totals.low, record.totals.high) = (12_000_000, 12_000_000)
    record.totals.tier = .components
    var full = HourSlots()
    full[0] = 12_000_000
    let row = EnergyRow(
      owner: .job(record.id), component: .package, hour: Int64(start) / 3600 * 3600, epoch: epoch,
      sequence: 1, revision: 1, isFinal: true, known: 1,
      tiers: Array(repeating: .components, count: HourSlots.count), full: full,
      dynamic: HourSlots(), low: Microjoules(12_000_000), high: Microjoules(12_000_000))
    try FinishedJob(record: record, rows: [row], factors: nil).leave(in: folder.path)
  }

  private var left: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path + "/finished") }
  }

  /// Joules of all rows of the command in the store.
  private func filed() throws -> Double {
    let rows = try LedgerArchive(in: folder.path).rows(of: .job("run:n1/c"))
    return rows.reduce(0) { $0 + Microjoules($1.row.full.total).joules }
  }

  @Test("is filed and not in the gap once more")
  func once() throws {
    try runAgent()
    try leave(from: 10, to: 40)
    let state = try state()
    var ledger = ledger(state, 60)
    // 50 J since the agent before, 12 J of them the command's.
    round(&ledger, 61, shows: 80)
    state.keep(ledger)
    #expect(ledger.energy(.gap).joules == 38)
    #expect(ledger.nodeEnergy.joules == 68)
    #expect(try filed() == 12)
    #expect(try left.isEmpty)
  }

  @Test("is in no gap of an epoch that began after it, whenever it is filed")
  func earlier() throws {
    try runAgent(at: 20)
    try leave(from: 5, to: 15)
    let state = try state()
    var ledger = ledger(state, 60)
    round(&ledger, 61, shows: 80)
    state.keep(ledger)
    #expect(ledger.energy(.gap).joules == 50 && ledger.nodeEnergy.joules == 80)
    #expect(try filed() == 12)
    #expect(try left.isEmpty)
  }

  @Test("is left out again where the agent is killed before its first round is safe")
  func killed() throws {
    try runAgent()
    try leave(from: 10, to: 40)
    var ledger = ledger(try state(), 60)
    round(&ledger, 61, shows: 80)
    // Not kept: the next one goes on from the round before.
    let state = try state()
    ledger = self.ledger(state, 70)
    round(&ledger, 71, shows: 90)
    state.keep(ledger)
    #expect(ledger.energy(.gap).joules == 48 && ledger.nodeEnergy.joules == 78)
    #expect(try filed() == 12)
    #expect(try left.isEmpty)
  }

  @Test("is in the gap, and the job without energy, where it could not be filed in time")
  func unfiled() throws {
    try runAgent()
    try leave(from: 10, to: 40)
    let file = folder.path + "/ledger.sqlite"
    _ = try Program.run("/usr/bin/sqlite3", file, "PRAGMA user_version = 9")
    var state = try state()
    var ledger = ledger(state, 60)
    round(&ledger, 61, shows: 80)
    state.keep(ledger)
    #expect(ledger.energy(.gap).joules == 50)
    #expect(try left.count == 1)
    _ = try Program.run("/usr/bin/sqlite3", file, "PRAGMA user_version = \(LedgerSchema.version)")
    state = try self.state()
    ledger = self.ledger(state, 70)
    round(&ledger, 71, shows: 90)
    state.keep(ledger)
    #expect(ledger.energy(.gap).joules == 60 && ledger.nodeEnergy.joules == 90)
    #expect(try filed() == 0)
    let job = try #require(try LedgerArchive(in: folder.path).jobs().first)
    #expect(job.name == "make" && !job.isCounted)
    #expect(try left.isEmpty)
  }

  @Test("is in the agent's ledger already, where the agent ran while the command did")
  func beside() throws {
    try runAgent()
    try leave(from: 1, to: 40)
    let state = try state()
    var ledger = ledger(state, 60)
    round(&ledger, 61, shows: 80)
    state.keep(ledger)
    #expect(ledger.energy(.gap).joules == 50)
    #expect(try filed() == 0)
    #expect(try LedgerArchive(in: folder.path).jobs().map(\.isCounted) == [false])
  }

  @Test("is filed with its energy where it ended before the ledger began")
  func before() throws {
    try leave(from: 1, to: 2)
    let state = try state()
    var ledger = ledger(state, 10)
    round(&ledger, 11, shows: 50)
    state.keep(ledger)
    round(&ledger, 12, shows: 80)
    #expect(ledger.nodeEnergy.joules == 30 && ledger.energy(.gap) == .zero)
    #expect(try filed() == 12)
    #expect(try left.isEmpty)
  }
}
