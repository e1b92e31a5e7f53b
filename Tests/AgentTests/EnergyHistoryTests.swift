import NodeModel
import TestSupport
import Testing

@testable import Agent

@Suite("The energy of a node with a history")
struct EnergyHistoryTests {
  private static let second: UInt64 = 1_000_000_000

  /// What only goes up within an epoch.
  private static let counters = [
    "nodeprobe_node_energy_joules_total", "nodeprobe_bucket_energy_joules_total",
    "nodeprobe_jobs_energy_joules_total", "nodeprobe_job_energy_joules_total",
    "nodeprobe_job_dynamic_energy_joules_total", "nodeprobe_job_carbon_grams_total",
    "nodeprobe_node_carbon_grams_total", "nodeprobe_bucket_carbon_grams_total",
    "nodeprobe_job_cost_total", "nodeprobe_node_cost_total", "nodeprobe_bucket_cost_total",
  ]

  private static var settings: Configuration {
    var settings = Configuration()
    settings.site.zone = "SE-SE3"
    settings.site.pue = Configuration.PUE(value: 1.37)
    settings.cost.currency = "EUR"
    settings.cost.perKilowattHour = 0.27
    settings.cost.perCoreHour = 0.011
    settings.jobs.limit = 3
    settings.jobs.keepMinutes = 0
    settings.jobs.keepScrapes = 2
    return settings
  }

  /// Jobs and buckets are the node, in microjoules exactly. So they are of grams and money: `FootprintHistoryTests`.
  private func expectBalance(_ page: [String: UInt64], _ seed: String) {
    let under = page["nodeprobe_bucket_energy_joules_total{bucket=residual_under}"] ?? 0
    let handed =
      page.sum("nodeprobe_jobs_energy_joules_total")
      + page.sum("nodeprobe_bucket_energy_joules_total") - 2 * under
    #expect(handed == page.sum("nodeprobe_node_energy_joules_total"), "\(seed)")
  }

  /// No counter goes down, kill -9 or not, as long as the series is there.
  private func expectGrowth(
    from old: [String: UInt64], to new: [String: UInt64], _ seed: String
  ) {
    for (name, value) in old where Self.counters.contains(where: { name.hasPrefix($0) }) {
      if let now = new[name] { #expect(now >= value, "\(seed): \(name)") }
    }
  }

  @Test("balances at every moment and never goes back, whatever jobs, meters and agents do")
  func histories() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    for history in 0..<6 {
      let node = try StagedNode(
        range: 1 << 36, counter: random.next() % (1 << 36) | 1, Self.settings)
      var truth: UInt64 = 0
      var jobs: [Int: UInt64] = [:]
      var next = 1
      var page = try node.round()
      for step in 0..<80 {
        let word = "seed \(seed), history \(history), step \(step)"
        var grown: UInt64 = 0
        switch random.next() % 16 {
        case 0, 1, 2:
          jobs[next] = 0
          try node.set(job: next, microseconds: 0)
          if random.next() % 2 == 0 {
            try node.reserve(job: next, thousandths: Int(random.next() % 3000))
          }
          next += 1
        case 3, 4:
          if let job = jobs.keys.sorted().first {
            try node.end(job: job)
            jobs[job] = nil
          }
        case 5: try node.killAndRestart()
        case 6: try node.stopAndRestart()
        default: break
        }
        for job in jobs.keys.sorted() {
          let work = random.next() % 900_000
          jobs[job, default: 0] += work
          grown += work
          try node.set(job: job, microseconds: jobs[job, default: 0])
        }
        let energy = random.next() % 300_000_000
        truth += energy
        try node.pass(
          Self.second, microjoules: energy, busy: grown / 10_000 + random.next() % 50)
        if random.next() % 8 == 0 { try node.setReadable(false) }
        let seen = try node.round()
        expectBalance(seen, word)
        expectGrowth(from: page, to: seen, word)
        page = seen
      }
      // Everything that the counter saw is in the book, exactly once.
      try node.pass(Self.second)
      page = try node.round()
      #expect(page.sum("nodeprobe_node_energy_joules_total") == truth, "seed \(seed)")
    }
  }

  @Test(
    "puts what flowed while nobody looked into the gap, and gives no job that began later a part of it"
  )
  func gap() throws {
    let node = try StagedNode(range: 1 << 40)
    try node.round()
    try node.pass(Self.second, microjoules: 50_000_000)
    try node.round()
    try node.pass(20 * Self.second, microjoules: 1_000_000_000)
    try node.set(job: 5, microseconds: 0)
    try node.killAndRestart()
    let page = try node.round()
    #expect(page["nodeprobe_bucket_energy_joules_total{bucket=gap}"] == 1_000_000_000)
    #expect(page.sum("nodeprobe_job_energy_joules_total") == 0)
    #expect(page.sum("nodeprobe_node_energy_joules_total") == 1_050_000_000)
  }

  @Test("begins anew after a power loss, with what flowed since power-on in the gap")
  func reboot() throws {
    let node = try StagedNode(range: 1 << 40)
    try node.round()
    try node.pass(Self.second, microjoules: 50_000_000)
    try node.round()
    try node.reboot(counter: 7_000_000)
    let page = try node.round()
    #expect(page["nodeprobe_bucket_energy_joules_total{bucket=gap}"] == 7_000_000)
    #expect(page.sum("nodeprobe_node_energy_joules_total") == 7_000_000)
  }

  @Test("goes on after a clean stop and a reboot")
  func cleanReboot() throws {
    let node = try StagedNode(range: 1 << 40)
    try node.round()
    try node.pass(Self.second, microjoules: 50_000_000)
    try node.round()
    node.sampler.stop()
    try node.reboot(counter: 7_000_000)
    let page = try node.round()
    #expect(page.sum("nodeprobe_node_energy_joules_total") == 57_000_000)
    #expect(page["nodeprobe_bucket_energy_joules_total{bucket=gap}"] == 7_000_000)
  }
}
