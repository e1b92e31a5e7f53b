import EnergyLedger
import Foundation
import NodeModel
import TestSupport
import Testing

@testable import Agent

/// Time is driven, and nobody scrapes but where a round of the stage does.
@Suite("Jobs and the room that the page has for them")
struct JobRoomTests {
  private static let second: UInt64 = 1_000_000_000
  private static let nodeID = String(repeating: "a7", count: 32)

  private static func settings(limit: Int) -> Configuration {
    var settings = Configuration()
    settings.jobs.limit = limit
    return settings
  }

  private func name(_ job: Int) -> String { "slurm:cluster/\(job)" }

  /// A round in which the node drew 50 W and was busy.
  private func step(_ node: StagedNode, seconds: UInt64 = 10) throws {
    try node.pass(seconds * Self.second, microjoules: seconds * 50_000_000, busy: seconds * 100)
    node.sampler.round()
    // Its facts are looked for and its record is filed by threads of their own.
    usleep(2000)
  }

  private func filed(_ node: StagedNode) throws -> [String: JobRecord] {
    let directory = node.tree.path + "/state"
    guard FileManager.default.fileExists(atPath: directory + "/ledger.sqlite") else { return [:] }
    return Dictionary(try LedgerArchive(in: directory).jobs().map { ($0.id, $0) }) { $1 }
  }

  /// Rounds until a job is filed as it is asked for; whether it ever is.
  private func files(
    _ job: Int, _ node: StagedNode, as isWanted: (JobRecord) -> Bool
  ) throws -> Bool {
    for _ in 0..<200 {
      if let record = try filed(node)[name(job)], isWanted(record) { return true }
      try step(node)
      usleep(5000)
    }
    return false
  }

  private func shown(_ node: StagedNode) -> Set<String> {
    let entries = node.sampler.store.latest?.catalogue.entries ?? []
    return Set(
      entries.filter { $0.metric.name.description == "nodeprobe_job_energy_joules_total" }
        .compactMap { $0.labels.first { $0.name == "job_id" }?.value })
  }

  // MARK: Beyond the limit

  @Test("one beyond the limit is filed without energy, and as ended when it has ended")
  func folded() throws {
    let node = try StagedNode(range: 1 << 50, Self.settings(limit: 1))
    try node.set(job: 1, microseconds: 0)
    try step(node)
    try node.set(job: 2, microseconds: 0)
    try step(node)
    try node.set(job: 2, microseconds: 5_000_000)
    try step(node)
    #expect(shown(node) == [name(1), "other"])
    #expect(try files(2, node) { $0.isFolded && !$0.isCounted && $0.state == .running })
    let running = try #require(try filed(node)[name(1)])
    #expect(!running.isFolded)
    // It is in no report, where the others of its kind are one job.
    guard case .report(let book) = node.sampler.answer(.report) else {
      Issue.record("no report")
      return
    }
    let maker = ReportMaker(directory: node.tree.path + "/state", nodeID: Self.nodeID)
    let report = try ReportReading(maker.make(ReportPage(), book).bytes)
    #expect(Set(report.jobs.compactMap { $0["job_id"] as? String }) == [name(1), "other"])

    try node.end(job: 2)
    try step(node)
    let end = node.realtime
    #expect(try files(2, node) { $0.isFolded && $0.state == .ended && $0.end == end })
  }

  @Test("one beyond the limit that went while no agent ran does not run for ever in the store")
  func foldedUnseen() throws {
    let node = try StagedNode(range: 1 << 50, Self.settings(limit: 1))
    try node.set(job: 1, microseconds: 0)
    try step(node)
    try node.set(job: 2, microseconds: 0)
    #expect(try files(2, node) { $0.state == .running })
    try node.end(job: 2)
    try node.killAndRestart()
    try step(node)
    let now = node.realtime
    #expect(try files(2, node) { $0.state == .ended && $0.end == now })
    #expect(try filed(node)[name(1)]?.state == .running)
  }

  @Test("one beyond the limit that has ended does not wait for a store that cannot be written")
  func unfiled() throws {
    var settings = Self.settings(limit: 1)
    (settings.jobs.keepMinutes, settings.jobs.keepScrapes) = (0, 0)
    let node = try StagedNode(range: 1 << 50, settings)
    let directory = node.tree.path + "/state"
    _ = try LedgerStore(in: directory)
    _ = try Program.run(
      "/usr/bin/sqlite3", directory + "/ledger.sqlite", "PRAGMA user_version = 99")
    for job in 1...2 { try node.set(job: job, microseconds: 0) }
    try step(node)
    #expect(shown(node) == [name(1), "other"])
    try node.end(job: 1)
    try node.end(job: 2)
    for _ in 0..<10 { try step(node) }
    // The one that has energy of its own waits.
    #expect(shown(node) == [name(1)])
  }

  @Test("one beyond the limit that came back within its time on the page stays so after a restart")
  func foldedAgain() throws {
    var settings = Self.settings(limit: 1)
    (settings.jobs.keepMinutes, settings.jobs.keepScrapes) = (1, 0)
    let node = try StagedNode(range: 1 << 50, settings)
    for job in 1...2 {
      try node.set(job: job, microseconds: 0)
      try step(node)
    }
    try node.end(job: 2)
    try step(node)
    try node.set(job: 2, microseconds: 0)
    try step(node)
    #expect(shown(node) == [name(1), "other"])
    try node.end(job: 1)
    for _ in 0..<200 where shown(node) != ["other"] {
      try step(node)
      usleep(5000)
    }
    #expect(shown(node) == ["other"])
    try node.killAndRestart()
    try step(node)
    #expect(shown(node) == ["other"])
  }

  @Test("one that comes back finds no more room than one that is new")
  func comesBack() throws {
    let node = try StagedNode(range: 1 << 50, Self.settings(limit: 2))
    for round in 1...3 as ClosedRange<UInt64> {
      for job in 1...2 { try node.set(job: job, microseconds: round * 1_000_000) }
      try step(node)
    }
    // Each makes room for the next one, and rows of the hour still name it.
    for (gone, next) in [(1, 3), (2, 1)] {
      try node.end(job: gone)
      #expect(try files(gone, node) { $0.state == .ended })
      for _ in 0..<10 { try step(node) }
      try node.set(job: next, microseconds: 0)
      try step(node)
    }
    #expect(shown(node) == [name(1), name(3)])
    try node.set(job: 2, microseconds: 0)
    try step(node)
    #expect(shown(node) == [name(1), name(3), "other"])
  }

  // MARK: Those that have ended

  @Test("one whose tags change after it was filed is filed again before it goes")
  func lateTags() throws {
    func rules(_ team: String) throws -> JobRules {
      try JobRules(text: Array("rules:\n  - tags: {team: \(team)}\n".utf8))
    }
    var settings = Self.settings(limit: 200)
    (settings.jobs.keepMinutes, settings.jobs.keepScrapes) = (60, 0)
    settings.jobs.tagging = try rules("sea")
    let node = try StagedNode(range: 1 << 50, settings)
    try node.set(job: 1, microseconds: 0)
    try step(node)
    try node.end(job: 1)
    #expect(try files(1, node) { $0.state == .ended && $0.tags["team"] == "sea" })
    settings.jobs.tagging = try rules("ocean")
    node.reload(settings)
    for _ in 0..<500 where !shown(node).isEmpty {
      try step(node)
      usleep(5000)
    }
    #expect(shown(node).isEmpty)
    #expect(try files(1, node) { $0.tags["team"] == "ocean" })
  }

  @Test("one that has ended makes room for one that comes, the earliest first, once it is filed")
  func room() throws {
    let node = try StagedNode(range: 1 << 50, Self.settings(limit: 2))
    for job in 1...2 { try node.set(job: job, microseconds: 0) }
    for round in 1...5 as ClosedRange<UInt64> {
      for job in 1...2 { try node.set(job: job, microseconds: round * 1_000_000) }
      try step(node)
    }
    try node.end(job: 2)
    try step(node)
    let end = node.realtime
    #expect(try files(2, node) { $0.state == .ended && $0.end == end })
    try node.end(job: 1)
    #expect(try files(1, node) { $0.state == .ended })
    for _ in 0..<10 { try step(node) }
    // Nobody has scraped, so both are still there.
    #expect(shown(node) == [name(1), name(2)])
    let before = try #require(try filed(node)[name(2)])
    #expect(before.totals.energy.count > 0)

    try node.set(job: 3, microseconds: 0)
    try step(node)
    #expect(shown(node) == [name(1), name(3)])
    try node.set(job: 4, microseconds: 0)
    try step(node)
    #expect(shown(node) == [name(3), name(4)])
    // Both that are there run.
    try node.set(job: 5, microseconds: 0)
    try step(node)
    #expect(shown(node) == [name(3), name(4), "other"])
    #expect(try filed(node)[name(2)] == before)
  }

  @Test(
    "the end of one that had ended stays what it was, through a restart and through a kill",
    arguments: [true, false])
  func endStays(isKilled: Bool) throws {
    let node = try StagedNode(range: 1 << 50, Self.settings(limit: 200))
    try node.set(job: 1, microseconds: 0)
    for round in 1...3 as ClosedRange<UInt64> {
      try node.set(job: 1, microseconds: round * 1_000_000)
      try step(node)
    }
    try node.end(job: 1)
    try step(node)
    let end = node.realtime
    #expect(try files(1, node) { $0.state == .ended && $0.end == end })
    try node.pass(100 * Self.second)
    if isKilled { try node.killAndRestart() } else { try node.stopAndRestart() }
    for _ in 0..<5 { try step(node) }
    node.sampler.stop()
    let record = try #require(try filed(node)[name(1)])
    #expect(record.end == end && record.state == .ended)
  }

  @Test(
    "as many jobs as are asked for have room for four times as many within an hour, as far as any ledger has it",
    arguments: [(200, 200, 2048), (600, 600, 2400), (1000, 1000, 4000), (9000, 7994, 8000)])
  func limits(limit: Int, jobs: Int, owners: Int) {
    let limits = EnergyAccount.limits(Self.settings(limit: limit).jobs)
    #expect(limits.jobs == jobs && limits.mostOwners == owners)
    // Two hours, six components.
    #expect(limits.mostRows == 12 * owners)
  }

  // MARK: Numbers that no node has

  @Test("CPU times that no 64 bits hold together stop nobody")
  func hugeTimes() throws {
    let node = try StagedNode(range: 1 << 50, Self.settings(limit: 200))
    for job in 1...3 { try node.set(job: job, microseconds: 0) }
    try step(node)
    for job in 1...3 { try node.set(job: job, microseconds: 18_000_000_000_000_000) }
    try step(node)
    try step(node)
    #expect(shown(node) == [name(1), name(2), name(3)])
  }
}
