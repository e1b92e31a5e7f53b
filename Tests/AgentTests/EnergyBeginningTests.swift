import EnergyLedger
import Foundation
import NodeModel
import TestSupport
import Testing

@testable import Agent

/// Time is driven; what the page says as `_created` stands beside each counter.
@Suite("When a counter of energy began")
struct EnergyBeginningTests {
  private static let second: UInt64 = 1_000_000_000

  private static func settings(limit: Int = 200) -> Configuration {
    var settings = Configuration()
    settings.jobs.limit = limit
    return settings
  }

  /// A node whose store takes and gives nothing.
  private func nodeWithoutStore(_ settings: Configuration) throws -> StagedNode {
    let node = try StagedNode(range: 1 << 50, settings)
    let directory = node.tree.path + "/state"
    _ = try LedgerStore(in: directory)
    _ = try Program.run(
      "/usr/bin/sqlite3", directory + "/ledger.sqlite", "PRAGMA user_version = 99")
    return node
  }

  /// Ten seconds at 50 W in which each of the jobs used a second and reserves a CPU.
  private func step(_ node: StagedNode, jobs: ClosedRange<Int>, used seconds: UInt64) throws {
    for job in jobs {
      try node.set(job: job, microseconds: seconds * 1_000_000)
      try node.reserve(job: job, thousandths: 1000)
    }
    try node.pass(10 * Self.second, microjoules: 500_000_000, busy: 200)
    try node.round()
  }

  /// What is said of a family's counters, by their labels.
  private func beginnings(_ family: String, _ node: StagedNode) -> [String: UInt64?] {
    var found: [String: UInt64?] = [:]
    for entry in node.sampler.store.latest?.catalogue.entries ?? []
    where entry.metric.name.description == family {
      found[entry.labels.map(\.value).joined(separator: " ")] = .some(entry.beginning)
    }
    return found
  }

  private func jobs(_ node: StagedNode) -> [String: UInt64?] {
    let all = beginnings("nodeprobe_job_dynamic_energy_joules_total", node)
    return Dictionary(uniqueKeysWithValues: all.map { (String($0.prefix { $0 != " " }), $1) })
  }

  private func energy(ofJob id: String, _ node: StagedNode) throws -> UInt64 {
    try record(id, node).totals.energy.count
  }

  private func record(_ id: String, _ node: StagedNode) throws -> JobRecord {
    guard case .report(let book) = node.sampler.answer(.report) else {
      throw ReportRefusal.state(.absent)
    }
    return try #require(book.jobs.first { $0.id == id })
  }

  /// An agent goes on that has kept nothing beside the ledger's own words.
  private func forgetWords(_ node: StagedNode, _ settings: Configuration) throws {
    let limits = EnergyAccount.limits(settings.jobs)
    let file = try CheckpointFile(
      in: node.tree.path + "/state", limits: limits, at: node.realtime,
      log: Log(upTo: .error, isJournal: false))
    let kept = try #require(file.take())
    let time = RoundTime(boottime: node.now, realtime: node.realtime)
    var ledger = Ledger(
      continuing: kept, bootID: "boot-1", topology: Topology(meters: [], places: []), at: time,
      limits: limits)
    ledger.begin(at: time)
    ledger.end()
    #expect(!ledger.annex.isEmpty)
    ledger.annex = []
    var words: [UInt64] = []
    ledger.encode(into: &words)
    try file.keep(words)
    try node.killAndRestart()
  }

  @Test("is known of a job that no store has, through kills")
  func kept() throws {
    let node = try nodeWithoutStore(Self.settings())
    try node.set(job: 1, microseconds: 0)
    try node.round()
    let start = node.realtime
    try step(node, jobs: 1...1, used: 1)
    for used in 1...3 as ClosedRange<UInt64> {
      #expect(try energy(ofJob: "slurm:cluster/1", node) > 0)
      #expect(jobs(node) == ["slurm:cluster/1": start])
      #expect(try record("slurm:cluster/1", node).start == start)
      try node.pass(100 * Self.second)
      try node.killAndRestart()
      try step(node, jobs: 1...1, used: used)
    }
    // One that is gone when the agent is back lasted until then.
    try node.end(job: 1)
    try node.pass(100 * Self.second)
    try node.killAndRestart()
    try node.round()
    let ended = try record("slurm:cluster/1", node)
    #expect(ended.start == start && ended.end == node.realtime)
  }

  @Test("is not said of a job that has energy of an unknown time, nor of all beyond the limit")
  func unknown() throws {
    let settings = Self.settings(limit: 1)
    let node = try nodeWithoutStore(settings)
    try node.set(job: 1, microseconds: 0)
    try node.round()
    let first = node.realtime
    try node.pass(Self.second)
    try node.set(job: 2, microseconds: 0)
    try node.round()
    let second = node.realtime
    try step(node, jobs: 1...2, used: 1)
    #expect(jobs(node) == ["slurm:cluster/1": first, "other": second])
    try forgetWords(node, settings)
    for used in 2...4 as ClosedRange<UInt64> {
      try step(node, jobs: 1...2, used: used)
      #expect(try energy(ofJob: "slurm:cluster/1", node) > 0)
      #expect(jobs(node) == ["slurm:cluster/1": nil, "other": nil])
      #expect(Array(beginnings("nodeprobe_jobs_energy_joules_total", node).values) == [nil])
      try node.killAndRestart()
    }
  }

  @Test("is that of the machine in an epoch after a power loss, also after the agent's restart")
  func afterPowerLoss() throws {
    let node = try StagedNode(range: 1 << 50)
    try node.round()
    let first = node.realtime
    try step(node, jobs: 1...1, used: 1)
    func told() -> [UInt64?] {
      ["node_energy", "jobs_energy", "energy"].flatMap {
        Set(beginnings("nodeprobe_\($0)_joules_total", node).values)
      }
    }
    #expect(told() == [first, first, first])
    // A minute after it was switched on an agent is there again.
    try node.reboot(counter: 7_000_000)
    let boot = node.realtime - 60 * Self.second
    try node.pass(5 * Self.second, microjoules: 100_000_000)
    try node.round()
    #expect(told() == [boot, boot, boot])
    guard case .report(let book) = node.sampler.answer(.report) else {
      throw ReportRefusal.state(.absent)
    }
    #expect(Array(book.beginnings.values) == [boot])
    try node.killAndRestart()
    try step(node, jobs: 1...1, used: 1)
    #expect(told() == [boot, boot, boot])
  }
}
