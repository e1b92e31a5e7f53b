import EnergyLedger
import Foundation
import NodeModel
import TestSupport
import Testing

@testable import Agent

/// What control groups of version 2 count, under the sampler in driven time.
@Suite("CPU time of jobs")
struct JobProcessorTimeTests {
  private static let second: UInt64 = 1_000_000_000
  private static let series =
    "nodeprobe_job_cpu_seconds_total{job_id=slurm:cluster/1,manager=slurm}"

  private let node: StagedNode

  init() throws {
    var settings = Configuration()
    (settings.jobs.keepMinutes, settings.jobs.keepScrapes) = (0, 0)
    node = try StagedNode(range: 1 << 50, settings)
  }

  /// A second at 50 W, at whose end job 1 has used so many microseconds in all; what the page says of that.
  private func pass(used microseconds: UInt64) throws -> UInt64? {
    try node.set(job: 1, microseconds: microseconds)
    try node.pass(Self.second, microjoules: 50_000_000, busy: 100)
    return try node.round()[Self.series]
  }

  /// What the store has, as soon as there is one.
  private var filed: [JobRecord] {
    (try? LedgerArchive(in: node.tree.path + "/state").jobs()) ?? []
  }

  /// What a report has of job 1.
  private func reported() throws -> [String: Any] {
    guard case .report(let book) = node.sampler.answer(.report) else {
      throw ReportRefusal.state(.absent)
    }
    let maker = ReportMaker(
      directory: node.tree.path + "/state", nodeID: String(repeating: "a7", count: 32))
    let jobs = try ReportReading(maker.make(ReportPage(), book).bytes).jobs
    return try #require(jobs.first { $0["job_id"] as? String == "slurm:cluster/1" })
  }

  @Test(
    "goes on when the agent starts again within a job, and is what the group says",
    arguments: [false, true])
  func restart(isKill: Bool) throws {
    _ = try pass(used: 0)
    #expect(try pass(used: 400_000) == 400_000)
    for step in 1...3 as ClosedRange<UInt64> {
      if isKill { try node.killAndRestart() } else { try node.stopAndRestart() }
      let before = 400_000 + (step - 1) * 700_000
      #expect(try pass(used: before) == before)
      #expect(try pass(used: before + 700_000) == before + 700_000)
      #expect(try reported()["cpu_seconds"] as? Double == Double(before + 700_000) / 1e6)
    }
    node.sampler.stop()
    let stored = try StoredReport.make(ReportPage(), in: node.tree.path + "/state")
    let job = try #require(ReportReading(stored.bytes).jobs.first)
    #expect(job["cpu_seconds"] as? Double == 2.5)
  }

  @Test("is told of what a kill left without another agent")
  func killed() throws {
    _ = try pass(used: 0)
    // The store knows it as it was when it began.
    for _ in 0..<1000 where filed.isEmpty {
      usleep(5000)
      _ = try pass(used: 0)
    }
    for step in 1...5 as ClosedRange<UInt64> { _ = try pass(used: step * 300_000) }
    #expect(filed.map(\.processorTime) == [0])
    let stored = try StoredReport.make(ReportPage(), in: node.tree.path + "/state")
    #expect(try ReportReading(stored.bytes).jobs.first?["cpu_seconds"] as? Double == 1.5)
  }

  @Test("is in reports of a job that has left the page, and goes on where it comes back")
  func ended() throws {
    _ = try pass(used: 0)
    _ = try pass(used: 1_250_000)
    #expect(try reported()["cpu_seconds"] as? Double == 1.25)
    try node.end(job: 1)
    var isShown = true
    for _ in 0..<6000 where isShown {
      usleep(10_000)
      try node.pass(Self.second, microjoules: 50_000_000)
      isShown = try node.round()[Self.series] != nil
    }
    try #require(!isShown, "it stays on the page")
    let job = try reported()
    #expect(job["state"] as? String == "ended")
    #expect(job["cpu_seconds"] as? Double == 1.25)

    // Its group is another one, which counts from nothing.
    #expect(try pass(used: 500_000) == 1_750_000)
  }

  @Test("is not known of a job that ran before anybody kept it, whose counter goes on all the same")
  func unknown() throws {
    _ = try pass(used: 0)
    _ = try pass(used: 600_000)
    node.sampler.stop()
    let file = node.tree.path + "/state/ledger.sqlite"
    let change = try Program.run("/usr/bin/sqlite3", file, "UPDATE job SET cpu_ns = NULL")
    try #require(change.status == 0)
    try node.killAndRestart()
    _ = try pass(used: 600_000)
    #expect(try pass(used: 900_000) == 900_000)
    #expect(try reported()["cpu_seconds"] == nil)
  }
}
