import Footprint
import NodeModel
import TestSupport
import Testing

@testable import Agent

@Suite("The energy of teams")
struct TeamEnergyTests {
  private static let second: UInt64 = 1_000_000_000
  private static let family = "nodeprobe_team_energy_joules_total"

  private static func settings(_ rules: String) throws -> Configuration {
    var settings = Configuration()
    settings.jobs.tagging = try JobRules(text: Array(rules.utf8))
    settings.jobs.keepMinutes = 0
    settings.jobs.keepScrapes = 0
    settings.jobs.limit = 2
    return settings
  }

  private static let rules = """
    rules:
      - match: {manager: slurm, name: "1"}
        tags: {team: vision, project: cats}
    """

  private func series(_ team: String, _ project: String) -> String {
    "\(Self.family){team=\(team),project=\(project)}"
  }

  /// A round of a second at 50 W in which each job of `jobs` uses a tenth of a CPU.
  private func second(_ node: StagedNode, _ times: inout [Int: UInt64]) throws -> [String: UInt64] {
    for job in times.keys {
      try node.reserve(job: job, thousandths: 1000)
      times[job, default: 0] += 100_000
      try node.set(job: job, microseconds: times[job, default: 0])
    }
    try node.pass(Self.second, microjoules: 50_000_000, busy: 100)
    return try node.round()
  }

  /// All teams are all jobs, but for jobs whose facts are still looked for.
  private func settled(_ node: StagedNode, _ times: inout [Int: UInt64]) throws -> [String: UInt64]
  {
    var page: [String: UInt64] = [:]
    // Facts that are not there are asked for until 30 s are over.
    for _ in 0..<60 {
      page = try second(node, &times)
      let jobs = page.sum("nodeprobe_jobs_energy_joules_total")
      if jobs > 0, page.sum(Self.family) == jobs { return page }
    }
    Issue.record("teams never had what jobs had")
    return page
  }

  @Test("is that of their jobs, goes on through kill and restart, and outlives the jobs")
  func life() throws {
    let node = try StagedNode(range: 1 << 50, Self.settings(Self.rules))
    var times: [Int: UInt64] = [1: 0, 2: 0, 3: 0]
    _ = try second(node, &times)
    var page = try settled(node, &times)
    // Two jobs have series, the third is beyond the limit.
    let vision = page[series("vision", "cats")] ?? 0
    #expect(vision > 0)
    #expect((page[series("untagged", "untagged")] ?? 0) + (page[series("other", "other")] ?? 0) > 0)
    try node.killAndRestart()
    page = try settled(node, &times)
    #expect(page[series("vision", "cats")] ?? 0 >= vision)
    for job in 1...3 { try node.end(job: job) }
    times = [:]
    for _ in 0..<4 { _ = try second(node, &times) }
    page = try settled(node, &times)
    let last = page[series("vision", "cats")] ?? 0
    try node.stopAndRestart()
    page = try second(node, &times)
    #expect(page[series("vision", "cats")] == last)
  }

  @Test("stands beside what a team may use in a month, as long as the configuration says so")
  func budgets() throws {
    var settings = try Self.settings(Self.rules)
    settings.budgets.entries = [
      ConfiguredBudgets.Entry(team: "vision", kilowattHours: 1.5),
      ConfiguredBudgets.Entry(team: "ocean", kilowattHours: 0),
    ]
    let node = try StagedNode(range: 1 << 50, settings)
    var times: [Int: UInt64] = [:]
    var page = try second(node, &times)
    // 1.5 kWh are 5.4 MJ; the page is in millionths.
    #expect(page["nodeprobe_team_budget_joules{team=vision}"] == 5_400_000_000_000)
    #expect(page["nodeprobe_team_budget_joules{team=ocean}"] == 0)
    settings.budgets.entries.removeFirst()
    node.sampler.apply(settings)
    page = try second(node, &times)
    #expect(page["nodeprobe_team_budget_joules{team=vision}"] == nil)
    #expect(page["nodeprobe_team_budget_joules{team=ocean}"] == 0)
  }

  @Test("waits with a job whose team is not known yet, through a kill")
  func waiting() throws {
    let node = try StagedNode(range: 1 << 50, Self.settings(Self.rules))
    var times: [Int: UInt64] = [1: 0]
    for _ in 0..<3 { _ = try second(node, &times) }
    try node.killAndRestart()
    let page = try settled(node, &times)
    #expect(page.sum(Self.family) == page[series("vision", "cats")])
  }
}
