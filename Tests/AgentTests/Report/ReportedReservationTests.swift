import FleetKit
import Footprint
import Foundation
import NodeModel
import TestSupport
import Testing

@testable import Agent

/// What jobs had reserved, from the agent's page through its report to a fleet's figures.
///
/// The node has four cores and 8 GiB; its making is 1,000 kg over four years, and a core's hour costs 3.60 EUR: a millionth
/// a millisecond. Realtime begins at 2026-09-21T14:13:20Z.
@Suite("What jobs of a report had reserved")
struct ReportedReservationTests {
  private let node: StagedNode
  private let maker: ReportMaker

  init() throws {
    var settings = Configuration()
    settings.site.zone = "DE"
    settings.cost.currency = "EUR"
    settings.cost.perCoreHour = 3.6
    settings.jobs.limit = 2
    node = try StagedNode(range: 1 << 50, settings)
    maker = ReportMaker(
      directory: node.tree.path + "/state", nodeID: String(repeating: "a7", count: 32))
  }

  /// Ten minutes in which job 1 keeps two cores and job 2 nothing. Jobs 3 and 4, of which one more than the page has room
  /// for, keep a half and a quarter of a core, the second one for five minutes.
  private func run() throws -> [String: UInt64] {
    try node.set(job: 1, microseconds: 0)
    try node.reserve(job: 1, thousandths: 2000)
    try node.set(job: 2, microseconds: 0)
    try node.round()
    try node.set(job: 3, microseconds: 0)
    try node.reserve(job: 3, thousandths: 500)
    node.sampler.lookForJobs()
    var page: [String: UInt64] = [:]
    for minute in 1...10 as ClosedRange<UInt64> {
      if minute == 6 {
        try node.set(job: 4, microseconds: 0)
        try node.reserve(job: 4, thousandths: 250)
        node.sampler.lookForJobs()
      }
      for job in 1...3 { try node.set(job: job, microseconds: minute * 10_000_000) }
      try node.pass(60_000_000_000, microjoules: 3_600_000_000, busy: 3000)
      page = try node.round()
    }
    return page
  }

  private func report() throws -> [UInt8] {
    guard case .report(let book) = node.sampler.answer(.report) else {
      throw ReportRefusal.state(.absent)
    }
    return try maker.make(ReportPage(), book).bytes
  }

  private func jobs(_ bytes: [UInt8]) throws -> [String: [String: Any]] {
    Dictionary(
      try ReportReading(bytes).jobs.map { ($0["job_id"] as? String ?? "", $0) },
      uniquingKeysWith: { first, _ in first })
  }

  @Test(
    "stands in it for as long as each was there, and where nobody knows it nothing stands, not 0")
  func members() throws {
    _ = try run()
    let report = try report()
    #expect(try SchemaCheck.errors(in: Data(report), schema: "report.json") ?? "" == "")
    let jobs = try jobs(report)
    #expect(jobs["slurm:cluster/1"]?["reserved_core_ms"] as? Int == 1_200_000)
    #expect(jobs["slurm:cluster/2"] != nil)
    #expect(jobs["slurm:cluster/2"]?["reserved_core_ms"] == nil)
    #expect(jobs.values.allSatisfy { $0["reserved_mebibyte_ms"] == nil })
  }

  @Test(
    "jobs beyond the limit are one job, so that each row has its own; the store alone says the same"
  )
  func folded() throws {
    _ = try run()
    let live = try report()
    let jobs = try jobs(live)
    // Those that are counted with others are not there by name: what each of them had nobody knows.
    #expect(Set(jobs.keys) == ["slurm:cluster/1", "slurm:cluster/2", "other"])
    // Half a core for ten minutes and a quarter of one for five.
    #expect(jobs["other"]?["reserved_core_ms"] as? Int == 375_000)
    #expect(jobs["other"]?["start"] as? String == "2026-09-21T14:14:20.000Z")
    for (id, job) in jobs {
      let rows = try ReportReading(live).rows.filter { $0["owner"] as? String == id }
      let sum = rows.flatMap { $0["full_uj"] as? [Any] ?? [] }
        .compactMap { ($0 as? NSNumber)?.intValue }.reduce(0, +)
      #expect(sum == job["energy_uj"] as? Int, "\(id)")
      #expect(sum > 0, "\(id)")
    }
    try node.stopAndRestart()
    let stored = try StoredReport.make(ReportPage(), in: node.tree.path + "/state")
    let kept = try #require(try self.jobs(stored.bytes)["other"])
    #expect(kept as NSDictionary == (jobs["other"] ?? [:]) as NSDictionary)
    // The next agent goes on with it.
    try node.pass(60_000_000_000, microjoules: 3_600_000_000, busy: 3000)
    try node.round()
    try node.pass(60_000_000_000, microjoules: 3_600_000_000, busy: 3000)
    try node.round()
    #expect(try self.jobs(report())["other"]?["start"] as? String == kept["start"] as? String)
  }

  @Test("a fleet's making and price of each job are what the agent has counted")
  func agreement() throws {
    let page = try run()
    try node.tree.write(bytes: report(), to: "report.json")
    var found = FleetStatistics()
    try FleetReader([node.tree.path + "/report.json"]).forEachNode { found.count($0) }
    let euro = try #require(Currency("EUR"))
    // By hand: 10^12 µg × 1,200,000 of 4 × 4 × 8760 × 3,600,000 core milliseconds; 1.20 EUR.
    for (id, labels, embodied, cost) in [
      ("slurm:cluster/1", "job_id=slurm:cluster/1,manager=slurm", 2_378_234, 1_200_000),
      ("other", "job_id=other", 743_198, 375_000),
    ] as [(String, String, UInt64, UInt64)] {
      #expect(page["nodeprobe_job_embodied_carbon_grams_total{\(labels)}"] == embodied)
      #expect(page["nodeprobe_job_cost_total{\(labels),currency=EUR}"] == cost)
      let held = try #require(found.jobs[id]).tally.reservations
      #expect(held.embodied?.millionths == UInt128(embodied))
      #expect(held.cost(euro).millionths == UInt128(cost))
    }
    #expect(found.jobs["slurm:cluster/2"]?.tally.reservations.parts.isEmpty == true)
    // Ten minutes were seen: 2.4 million core milliseconds, of which 1.575 million were reserved.
    let idle = found.buckets[Int(Bucket.unallocated.rawValue)].reservations
    #expect(idle.cost(euro).millionths == 825_000)
    #expect(found.embodied.amount.millionths == 4_756_469)
    #expect(found.balance.added.reservations.embodied == found.embodied.amount)
  }
}
