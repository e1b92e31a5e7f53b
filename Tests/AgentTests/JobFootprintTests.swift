import NodeModel
import TestSupport
import Testing

@testable import Agent

@Suite("Carbon and cost of jobs")
struct JobFootprintTests {
  private static let millisecond: UInt64 = 1_000_000
  private static let labels = "job_id=slurm:cluster/1,manager=slurm"

  /// A node in Germany whose core costs a millionth of a euro a millisecond.
  private static func settings() -> Configuration {
    var settings = Configuration()
    settings.site.zone = "DE"
    settings.site.pue = Configuration.PUE(value: 1.2)
    settings.cost.currency = "EUR"
    settings.cost.perCoreHour = 3.6
    settings.jobs.keepMinutes = 0
    settings.jobs.keepScrapes = 0
    return settings
  }

  private func cost(_ page: [String: UInt64]) -> UInt64? {
    page["nodeprobe_job_cost_total{\(Self.labels),currency=EUR}"]
  }

  @Test("what is reserved is charged for the time that the job was there, not for whole rounds")
  func heldTime() throws {
    let node = try StagedNode(range: 1 << 50, Self.settings())
    try node.round()
    try node.pass(1000 * Self.millisecond, microjoules: 1_000_000)
    try node.round()
    // It comes after a quarter of a round, with two cores.
    try node.pass(250 * Self.millisecond)
    try node.set(job: 1, microseconds: 0)
    try node.reserve(job: 1, thousandths: 2000)
    node.sampler.lookForJobs()
    try node.pass(750 * Self.millisecond, microjoules: 1_000_000)
    #expect(cost(try node.round()) == 1500)
    try node.pass(1000 * Self.millisecond, microjoules: 1_000_000)
    #expect(cost(try node.round()) == 3500)
    // It goes after 400 ms of a round.
    try node.pass(400 * Self.millisecond)
    try node.end(job: 1)
    node.sampler.lookForJobs()
    try node.pass(600 * Self.millisecond, microjoules: 1_000_000)
    #expect(cost(try node.round()) == 4300)
    // Nobody had the rest: 4 cores for 5 s less 4.3 core seconds.
    try node.pass(1000 * Self.millisecond, microjoules: 1_000_000)
    let page = try node.round()
    #expect(page["nodeprobe_bucket_cost_total{bucket=unallocated,currency=EUR}"] == 15_700)
    #expect(page["nodeprobe_node_cost_total{currency=EUR}"] == 20_000)
  }

  @Test("two jobs that reserve more than there is share it by the time that each was there")
  func overReserved() throws {
    let node = try StagedNode(range: 1 << 50, Self.settings())
    try node.set(job: 1, microseconds: 0)
    try node.reserve(job: 1, thousandths: 4000)
    try node.round()
    try node.pass(500 * Self.millisecond)
    try node.set(job: 2, microseconds: 0)
    try node.reserve(job: 2, thousandths: 4000)
    node.sampler.lookForJobs()
    try node.pass(500 * Self.millisecond, microjoules: 1_000_000)
    let page = try node.round()
    // 4 and 2 core seconds are asked for, and there are 4: two thirds and one third of them.
    #expect(cost(page) == 2666)
    let other = "job_id=slurm:cluster/2,manager=slurm"
    #expect(page["nodeprobe_job_cost_total{\(other),currency=EUR}"] == 1333)
  }
}
