import NodeModel
import TestSupport
import Testing

@testable import Agent

@Suite("The energy of a node")
struct EnergyAccountTests {
  private static let second: UInt64 = 1_000_000_000

  @Test("is exact over an hour of wraps at 700 W with a range of 65.5 kJ")
  func wraps() throws {
    let node = try StagedNode(range: 65_532_610_987, counter: 65_000_000_000)
    try node.round()
    var truth: UInt64 = 0
    var page: [String: UInt64] = [:]
    for step in 0..<720 {
      // 700 W in the mean, by turns 500 and 900.
      let energy: UInt64 = step % 2 == 0 ? 2_500_000_001 : 4_499_999_999
      truth += energy
      try node.pass(5 * Self.second, microjoules: energy, busy: 1000)
      page = try node.round()
    }
    #expect(truth == 2_520_000_000_000)
    #expect(page.sum("nodeprobe_node_energy_joules_total") == truth)
    #expect(page["nodeprobe_energy_joules_total{domain=package,device=0}"] == truth)
    #expect(page["nodeprobe_node_power_watts"] == 899_999_999)
  }

  @Test("a read that fails brings no estimate where rounds are 15 s apart: the next one tells all")
  func slowRounds() throws {
    var settings = Configuration()
    settings.interval = 15 * Self.second
    let node = try StagedNode(range: 1 << 40, settings)
    try node.set(job: 1, microseconds: 0)
    try node.round()
    var page: [String: UInt64] = [:]
    for step in 1...8 as ClosedRange<UInt64> {
      try node.set(job: 1, microseconds: step * 15_000_000)
      // 60 W with a CPU busy.
      try node.pass(15 * Self.second, microjoules: 900_000_000, busy: 1500)
      if step == 4 { try node.setReadable(false) }
      page = try node.round()
    }
    #expect(page["nodeprobe_node_energy_joules_total{tier=B}"] == 7_200_000_000)
    #expect(page.sum("nodeprobe_node_energy_joules_total") == 7_200_000_000)
    #expect(page.sum("nodeprobe_bucket_energy_joules_total{bucket=gap}") == 0)
    let jobs = page["nodeprobe_jobs_energy_joules_total"] ?? 0
    #expect(jobs + page.sum("nodeprobe_bucket_energy_joules_total") == 7_200_000_000)
    // Shorter rounds are taken up as the configuration is read again: the estimate comes after ten seconds.
    node.reload(interval: Self.second)
    for _ in 0..<12 {
      try node.pass(Self.second, microjoules: 60_000_000, busy: 100)
      try node.setReadable(false)
      page = try node.round()
    }
    #expect(page["nodeprobe_node_energy_joules_total{tier=B}"] == 7_200_000_000)
    #expect(page.sum("nodeprobe_node_energy_joules_total") > 7_200_000_000)
  }

  @Test(
    "goes to jobs by their CPU time, what is idle by what they reserved, the rest to the system")
  func attribution() throws {
    let node = try StagedNode(range: 1 << 40)
    try node.set(job: 1, microseconds: 0)
    try node.set(job: 2, microseconds: 0)
    try node.reserve(job: 1, thousandths: 2000)
    try node.round()
    // One idle minute at 20 W says what the package draws without work.
    for _ in 0..<62 {
      try node.pass(Self.second, microjoules: 20_000_000)
      try node.round()
    }
    let before = try node.round()
    // Ten seconds at 60 W: job 1 has 2 CPUs of work a second, job 2 one, the system one.
    for step in 1...10 as ClosedRange<UInt64> {
      try node.set(job: 1, microseconds: step * 2_000_000)
      try node.set(job: 2, microseconds: step * 1_000_000)
      try node.pass(Self.second, microjoules: 60_000_000, busy: 400)
      try node.round()
    }
    let after = try node.round()
    func grown(_ name: String) -> UInt64 { after[name, default: 0] - before[name, default: 0] }
    // 400 J are dynamic: a half, a quarter, a quarter. 200 J flow anyway: half of the CPUs are job 1's.
    let job = "{job_id=slurm:cluster/1,manager=slurm"
    let other = "{job_id=slurm:cluster/2,manager=slurm"
    #expect(grown("nodeprobe_job_dynamic_energy_joules_total\(job)}") == 200_000_000)
    #expect(grown("nodeprobe_job_energy_joules_total\(job),component=package}") == 300_000_000)
    #expect(grown("nodeprobe_job_dynamic_energy_joules_total\(other)}") == 100_000_000)
    #expect(grown("nodeprobe_job_energy_joules_total\(other),component=package}") == 100_000_000)
    #expect(grown("nodeprobe_bucket_energy_joules_total{bucket=system}") == 100_000_000)
    #expect(grown("nodeprobe_bucket_energy_joules_total{bucket=unallocated}") == 100_000_000)
  }

  @Test("is booked when a job comes between two rounds, so that it has no part in what was before")
  func between() throws {
    let node = try StagedNode(range: 1 << 40)
    try node.set(job: 1, microseconds: 0)
    try node.round()
    // 1 W without work.
    for _ in 0..<62 {
      try node.pass(Self.second, microjoules: 1_000_000)
      try node.round()
    }
    // Job 1 alone causes 90 J in 0.9 s; then job 2 comes, and both together cause 3 J in 0.1 s.
    try node.pass(900_000_000, microjoules: 90_900_000, busy: 90)
    try node.set(job: 1, microseconds: 900_000)
    try node.set(job: 2, microseconds: 0)
    node.sampler.lookForJobs()
    try node.pass(100_000_000, microjoules: 3_100_000, busy: 20)
    try node.set(job: 1, microseconds: 1_000_000)
    try node.set(job: 2, microseconds: 100_000)
    let page = try node.round()
    let name = "nodeprobe_job_dynamic_energy_joules_total"
    #expect(page["\(name){job_id=slurm:cluster/1,manager=slurm}"] == 91_500_000)
    #expect(page["\(name){job_id=slurm:cluster/2,manager=slurm}"] == 1_500_000)
    #expect(page.sum("nodeprobe_node_energy_joules_total") == 156_000_000)
  }

  @Test(
    "of counters that were never readable is the whole server's estimate, as of none; the package's after they were",
    arguments: [true, false])
  func neverReadable(hasZone: Bool) throws {
    let node = try StagedNode(range: 1 << 50)
    try node.setProcessor()
    func pass(isReadable: Bool) throws -> [String: UInt64] {
      try node.pass(Self.second, microjoules: 50_000_000, busy: 200)
      if !isReadable { try node.setReadable(false) }
      if !hasZone { try node.tree.remove("sys/class/powercap/intel-rapl:0") }
      return try node.round()
    }
    /// What the table says of ten seconds, in microwatts.
    func estimate() throws -> UInt64 {
      var before: UInt64 = 0
      for _ in 0..<20 {
        before = try pass(isReadable: false)["nodeprobe_node_energy_joules_total{tier=D}"] ?? 0
      }
      var after: UInt64 = 0
      for _ in 0..<10 {
        after = try pass(isReadable: false)["nodeprobe_node_energy_joules_total{tier=D}"] ?? 0
      }
      return (after - before) / 10
    }
    try node.setReadable(false)
    if !hasZone { try node.tree.remove("sys/class/powercap/intel-rapl:0") }
    try node.killAndRestart()
    // Four threads of Cascade Lake: 0.603 W idle and 4.041 W at full load each, and half of them is busy.
    #expect(try estimate() == 9_288_000)
    guard hasZone else { return }
    for _ in 0..<5 { _ = try pass(isReadable: true) }
    // 75 % of 125 W.
    #expect(try estimate() == 93_750_000)
  }

  @Test("of a counter that can be read and does not move is the whole server's estimate")
  func neverMoved() throws {
    let node = try StagedNode(range: 1 << 50)
    try node.setProcessor()
    try node.killAndRestart()
    for _ in 0..<5 {
      try node.pass(Self.second, busy: 200)
      try node.round()
    }
    func round() throws -> UInt64 {
      try node.pass(Self.second, busy: 200)
      try node.setReadable(false)
      return try node.round()["nodeprobe_node_energy_joules_total{tier=D}"] ?? 0
    }
    for _ in 0..<20 { _ = try round() }
    let before = try round()
    for _ in 0..<9 { _ = try round() }
    // Ten seconds of half of 4 × (0.603 W + 4.041 W).
    #expect(try round() - before == 92_880_000)
  }

  @Test("becomes grams and money by the factors of the configuration")
  func footprint() throws {
    var settings = Configuration()
    settings.site.zone = "DE"
    settings.site.pue = Configuration.PUE(value: 1.2)
    settings.cost.currency = "EUR"
    settings.cost.perKilowattHour = 0.3
    let node = try StagedNode(range: 1 << 50, settings)
    try node.round()
    // 700 W for ten hours are 7 kWh, 8.4 kWh at the site's entrance.
    for _ in 0..<600 {
      try node.pass(60 * Self.second, microjoules: 42_000_000_000, busy: 24_000)
      try node.round()
    }
    let page = try node.round()
    #expect(page.sum("nodeprobe_node_energy_joules_total") == 25_200_000_000_000)
    // 342.06 g/kWh stand in the table for Germany (2024): 2873.304 g. 8.4 kWh at 0.30 EUR are 2.52 EUR.
    #expect(page["nodeprobe_node_carbon_grams_total"] == 2_873_304_000)
    #expect(page["nodeprobe_node_cost_total{currency=EUR}"] == 2_520_000)
    #expect(page["nodeprobe_carbon_intensity_grams_per_kwh{zone=DE}"] == 342_060_000)
    #expect(page["nodeprobe_pue_ratio{site=}"] == 1_200_000)
  }
}
