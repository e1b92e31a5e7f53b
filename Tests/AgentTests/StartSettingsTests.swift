import NodeModel
import Testing

@testable import Agent

@Suite("A configuration that is read again")
struct StartSettingsTests {
  @Test("names the settings that wait for the next start, and no others")
  func names() {
    let old = Configuration()
    var fresh = old
    #expect(fresh.startSettings(otherThan: old) == [])
    fresh.interval = 5_000_000_000
    fresh.jobs.staticPolicy = "equal"
    fresh.jobs.keepMinutes = 7
    fresh.state.retention = 1
    #expect(fresh.startSettings(otherThan: old) == [])
    fresh.listen = nil
    fresh.http.hosts = ["a.example"]
    fresh.jobs.limit = 10
    fresh.jobs.units = ["web-*"]
    fresh.jobs.counters = 0
    #expect(
      fresh.startSettings(otherThan: old) == [
        "listen", "http.hosts", "jobs.limit", "jobs.units", "jobs.counters",
      ])
  }

  @Test("divides what flows anyway as it says, from the next round on")
  func staticPolicy() throws {
    let second: UInt64 = 1_000_000_000
    let node = try StagedNode(range: 1 << 40)
    try node.set(job: 1, microseconds: 0)
    try node.round()
    for _ in 0..<62 {
      try node.pass(second, microjoules: 20_000_000)
      try node.round()
    }
    let before = try node.round()
    var changed = node.settings
    changed.jobs.staticPolicy = "equal"
    node.sampler.apply(changed)
    try node.pass(second, microjoules: 20_000_000)
    let after = try node.round()
    // Nothing is reserved, and one job is there.
    let job =
      "nodeprobe_job_energy_joules_total{job_id=slurm:cluster/1,manager=slurm,component=package}"
    #expect(before[job, default: 0] == 0)
    #expect(after[job, default: 0] == 20_000_000)
  }
}
