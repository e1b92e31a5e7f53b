import CLinux
import EnergyLedger
import Footprint
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

  private func carbon(_ page: [String: UInt64]) -> UInt64? {
    page["nodeprobe_job_carbon_grams_total{\(Self.labels)}"]
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

  @Test("says how much of the node jobs have reserved, and nothing where nobody has")
  func reserved() throws {
    let node = try StagedNode(range: 1 << 50, Self.settings())
    try node.round()
    try node.pass(1000 * Self.millisecond, microjoules: 1_000_000)
    let none = try node.round()
    #expect(none.keys.allSatisfy { !$0.hasPrefix("nodeprobe_reserved_ratio") })
    try node.set(job: 1, microseconds: 0)
    try node.reserve(job: 1, thousandths: 3000)
    try node.reserve(job: 1, mebibytes: 2048)
    node.sampler.lookForJobs()
    try node.pass(1000 * Self.millisecond, microjoules: 1_000_000)
    // Three of four cores, two of eight gibibytes.
    var page = try node.round()
    #expect(page["nodeprobe_reserved_ratio{resource=cores}"] == 750_000)
    #expect(page["nodeprobe_reserved_ratio{resource=memory}"] == 250_000)
    try node.set(job: 2, microseconds: 0)
    try node.reserve(job: 2, thousandths: 3000)
    node.sampler.lookForJobs()
    try node.pass(1000 * Self.millisecond, microjoules: 1_000_000)
    // Six of four.
    page = try node.round()
    #expect(page["nodeprobe_reserved_ratio{resource=cores}"] == 1_500_000)
    #expect(page["nodeprobe_reserved_ratio{resource=memory}"] == 250_000)
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

  @Test("an absurd limit on a node whose memory nobody knows, and hours of sleep, stop nothing")
  func absurdLimit() throws {
    let node = try StagedNode(range: 1 << 50, Self.settings())
    try node.tree.remove("proc/meminfo")
    try node.set(job: 1, microseconds: 0)
    try node.reserve(job: 1, thousandths: 4000)
    // The largest limit that is one, in a round of five hours.
    try node.tree.write(
      "4611686018427387903\n", to: StagedNode.group + "/job_1/memory.max")
    try node.round()
    try node.pass(1000 * Self.millisecond, microjoules: 1_000_000)
    #expect(cost(try node.round()) == 4000)
    try node.pass(18_000_000 * Self.millisecond, microjoules: 1_000_000)
    try node.round()
    try node.pass(1000 * Self.millisecond, microjoules: 1_000_000)
    #expect(cost(try node.round()) == 8000)
  }

  @Test(
    "of a job of which nobody knows what it kept from others have no share of that, not one of 0")
  func unknownReservation() throws {
    var settings = Self.settings()
    let node = try StagedNode(range: 1 << 50, settings)
    let other = "job_id=slurm:cluster/2,manager=slurm"
    func page() throws -> [String: UInt64] {
      try node.pass(1000 * Self.millisecond, microjoules: 360_000_000)
      return try node.round()
    }
    func filed() throws -> [JobFootprint] {
      guard case .report(let book) = node.sampler.answer(.report) else { return [] }
      return book.jobs.sorted { $0.id < $1.id }.compactMap(\.footprint)
    }
    try node.set(job: 1, microseconds: 0)
    try node.set(job: 2, microseconds: 0)
    try node.reserve(job: 2, thousandths: 1000)
    try node.round()
    var seen = try page()
    #expect(carbon(seen) != nil && cost(seen) == nil)
    #expect(seen["nodeprobe_job_embodied_carbon_grams_total{\(Self.labels)}"] == nil)
    // One core for a second.
    #expect(seen["nodeprobe_job_cost_total{\(other),currency=EUR}"] == 1000)
    #expect(seen["nodeprobe_job_embodied_carbon_grams_total{\(other)}"] != nil)
    var records = try filed()
    try #require(records.count == 2)
    #expect(records[0].embodied == nil && records[0].cost == nil)
    #expect(records[1].embodied != nil && records[1].cost == 1000)

    // A price of energy makes a cost of anybody's, and nobody's share of the making any better known.
    settings.cost.perKilowattHour = 0.3
    node.reload(settings)
    seen = try page()
    #expect(cost(seen) != nil)
    #expect(seen["nodeprobe_job_embodied_carbon_grams_total{\(Self.labels)}"] == nil)
    records = try filed()
    #expect(records.first?.cost != nil && records.first?.embodied == nil)
  }

  @Test("that were filed before anything was held go on with what a checkpoint knows of that")
  func heldLater() {
    var footprint = JobFootprint(location: 1, market: 2, currency: "EUR")
    var counted = CountedFootprint()
    footprint.goOn(counted)
    #expect(footprint == JobFootprint(location: 0, market: 0, currency: "EUR"))
    counted.held = Reservation(
      coreMilliseconds: 5, acceleratorMilliseconds: 0, memoryMebibyteMilliseconds: 0)
    counted.sums = FootprintSums(location: 3, market: 4, embodied: 6, cost: 7)
    footprint.goOn(counted)
    #expect(
      footprint
        == JobFootprint(
          location: 3, market: 4, embodied: 6, cost: 7, currency: "EUR", coreMilliseconds: 5))
  }

  /// A device on the PCI bus.
  private static func add(_ address: String, _ ids: (String, String), to node: StagedNode) throws {
    let folder = "sys/bus/pci/devices/\(address)/"
    try node.tree.write("0x030200\n", to: folder + "class")
    try node.tree.write("0x\(ids.0)\n", to: folder + "vendor")
    try node.tree.write("0x\(ids.1)\n", to: folder + "device")
  }

  @Test("a price of accelerators alone is no price: nobody has a cost, and none of 0")
  func acceleratorPrice() throws {
    var settings = Self.settings()
    (settings.cost.perCoreHour, settings.cost.perGPUHour) = (nil, 2)
    let node = try StagedNode(range: 1 << 50, settings)
    try Self.add("0000:01:00.0", ("10de", "2330"), to: node)
    try node.set(job: 1, microseconds: 0)
    try node.round()
    try node.pass(1000 * Self.millisecond, microjoules: 1_000_000)
    let page = try node.round()
    #expect(carbon(page) != nil && cost(page) == nil)
    #expect(!page.keys.contains { $0.contains("_cost_total") })
  }

  @Test("the making of accelerators is nobody's, since nobody is known to have reserved them")
  func embodiedAccelerators() throws {
    let node = try StagedNode(range: 1 << 50, Self.settings())
    // An H100 of 164 kg, an accelerator that the table does not know (150 kg), and the server of 1000 kg.
    try Self.add("0000:01:00.0", ("10de", "2330"), to: node)
    try Self.add("0000:02:00.0", ("1e3e", "0001"), to: node)
    try node.set(job: 1, microseconds: 0)
    try node.reserve(job: 1, thousandths: 4000)
    try node.round()
    var page: [String: UInt64] = [:]
    for _ in 0..<12 {
      try node.pass(300_000 * Self.millisecond, microjoules: 1_000_000_000)
      page = try node.round()
    }
    func isAbout(_ name: String, _ micrograms: UInt64) throws -> Bool {
      let value = try #require(page[name], "\(name)")
      return value + 1 >= micrograms && value <= micrograms + 1
    }
    // An hour of four years of 8760 h: 1,000,000 g and 314,000 g over 35,040.
    #expect(
      try isAbout("nodeprobe_job_embodied_carbon_grams_total{\(Self.labels)}", 28_538_813))
    #expect(
      try isAbout("nodeprobe_bucket_embodied_carbon_grams_total{bucket=unallocated}", 8_961_187))
    #expect(page["nodeprobe_bucket_embodied_carbon_grams_total{bucket=system}"] == 0)
    #expect(try isAbout("nodeprobe_node_embodied_carbon_grams_total", 37_500_000))
    // Nothing counts what they draw: the node says so, and not how much it may be at most.
    #expect(
      page[
        "nodeprobe_power_ladder_info{rung=components,state=source,lacks=accelerator,rest,reason=absent}"
      ] == 1)
    #expect(page["nodeprobe_node_energy_bound_joules_total{bound=low}"] != nil)
    #expect(page["nodeprobe_node_energy_bound_joules_total{bound=high}"] == nil)
  }

  @Test("have factors since they are in force, however often the same are read again")
  func sameFactors() throws {
    var settings = Self.settings()
    let node = try StagedNode(range: 1 << 50, settings)
    func start() throws -> Int64? {
      guard case .report(let book) = node.sampler.answer(.report) else { return nil }
      return book.factors?.start
    }
    try node.round()
    // 1,790,000,000 s lie in the slot that begins at 1,789,999,800 s.
    #expect(try start() == 1_789_999_800)
    try node.pass(600_000 * Self.millisecond)
    try node.round()
    node.reload()
    #expect(try start() == 1_789_999_800)
    settings.site.pue = Configuration.PUE(value: 1.3)
    node.reload(settings)
    // Now it is 1,790,000,600 s: from the slot on that comes after the one that began at 1,790,000,400 s.
    #expect(try start() == 1_790_000_700)
  }

  /// The node of `settings`, which draws 2 kW in the slot that ends at 1,790,000,100 s.
  private static func kilowatts(
    _ change: (StagedNode, Configuration) throws -> Void
  ) throws -> [String: UInt64] {
    var settings = Self.settings()
    (settings.cost.perCoreHour, settings.cost.perKilowattHour) = (nil, 0.3)
    let node = try StagedNode(range: 1 << 50, settings)
    try node.round()
    try node.pass(50_000 * millisecond, microjoules: 100_000_000_000)
    try node.round()
    // The world has 472.94 g/kWh, Germany 342.06.
    (settings.site.zone, settings.cost.perKilowattHour) = (nil, 0.6)
    try change(node, settings)
    try node.pass(49_000 * millisecond, microjoules: 98_000_000_000)
    try node.round()
    try node.pass(2000 * millisecond, microjoules: 4_000_000_000)
    return try node.round()
  }

  @Test(
    "that change hold from the next slot on, at SIGHUP and at a start", arguments: [false, true])
  func changedFactors(isStart: Bool) throws {
    let page = try Self.kilowatts { node, changed in
      if isStart { try node.stopAndRestart(changed) } else { node.reload(changed) }
    }
    // 198 kJ are 0.066 kWh at the entrance, 4 kJ 0.0013333: 22.57596 g and 0.630587 g; 0.0198 EUR and 0.0008 EUR.
    #expect(page["nodeprobe_node_carbon_grams_total"] == 23_206_547)
    #expect(page["nodeprobe_node_cost_total{currency=EUR}"] == 20_600)
  }

  @Test("in another currency count money from the next slot on", arguments: [false, true])
  func changedCurrency(isStart: Bool) throws {
    let page = try Self.kilowatts { node, settings in
      var changed = settings
      changed.cost.currency = "USD"
      if isStart { try node.stopAndRestart(changed) } else { node.reload(changed) }
    }
    #expect(page["nodeprobe_node_carbon_grams_total"] == 23_206_547)
    #expect(page["nodeprobe_node_cost_total{currency=USD}"] == 800)
    #expect(page["nodeprobe_node_cost_total{currency=EUR}"] == nil)
  }

  @Test("of what is stored before the agent's own are those of the slots before the next")
  func storedFactors() throws {
    var settings = Self.settings()
    let node = try StagedNode(range: 1 << 50, settings)
    func start() -> Int64? {
      guard case .report(let book) = node.sampler.answer(.report) else { return nil }
      return book.factors?.start
    }
    try node.round()
    #expect(start() == 1_789_999_800)
    settings.site.pue = Configuration.PUE(value: 1.3)
    try node.stopAndRestart(settings)
    try node.round()
    #expect(start() == 1_790_000_100)
    // The same once more, within the slot.
    try node.stopAndRestart(settings)
    try node.round()
    #expect(start() == 1_790_000_100)
    node.sampler.stop()
    let stored = try LedgerArchive(in: node.tree.path + "/state").factors()
    #expect(stored.map(\.start) == [1_789_999_800, 1_790_000_100])
  }

  @Test("by contracts are counted for node, buckets and jobs, with what the contracts say")
  func contracts() throws {
    var settings = Self.settings()
    settings.site.contracts = [Configuration.Contract(share: 0.5, intensity: 0, source: "wind")]
    settings.site.residualMix = Configuration.ResidualMix(intensity: 700, source: "AIB")
    let node = try StagedNode(range: 1 << 50, settings)
    try node.set(job: 1, microseconds: 0)
    try node.round()
    try node.set(job: 1, microseconds: 100_000_000)
    // 0.1 kWh: 1.2 × (0.5 × 0 + 0.5 × 700) g/kWh make 42 g, the grid's 342.06 g/kWh 41.0472.
    try node.pass(200_000 * Self.millisecond, microjoules: 360_000_000_000, busy: 20_000)
    let page = try node.round()
    #expect(page["nodeprobe_node_market_carbon_grams_total"] == 42_000_000)
    #expect(page["nodeprobe_node_carbon_grams_total"] == 41_047_200)
    let parts =
      page.sum("nodeprobe_bucket_market_carbon_grams_total")
      + page.sum("nodeprobe_job_market_carbon_grams_total")
    #expect((41_999_990...42_000_000).contains(parts))
    #expect(page["nodeprobe_market_intensity_grams_per_kwh"] == 350_000_000)
    #expect(page["nodeprobe_market_intensity_info{source=wind, AIB}"] != nil)
  }

  @Test("are taken over from a checkpoint that does not know yet what jobs held")
  func firstForm() throws {
    // The form, eight words for the node, for `other` and for each bucket, then a job of five bytes.
    let sums = (1...8 as ClosedRange<UInt64>).map { $0 }
    let owners = 2 + Bucket.allCases.count
    var words: [UInt64] = [1] + (0..<owners).flatMap { _ in sums }
    words += [1, 5, 0x31_2F_6E_3A_61] + sums
    var rest = words[...]
    let kept = try #require(KeptFootprints(&rest))
    #expect(rest.isEmpty)
    let job = try #require(kept.jobs["a:n/1"])
    #expect(job.sums.location.parts == UInt128(2) << 64 | 1)
    #expect(job.held == .none)
    // The second form goes on for two words.
    words[0] = 2
    rest = words[...]
    #expect(KeptFootprints(&rest) == nil)
    rest = (words + [7, 9])[...]
    let second = try #require(KeptFootprints(&rest))
    let held = try #require(second.jobs["a:n/1"]?.held)
    #expect(held.coreMilliseconds == 7 && held.memoryMebibyteMilliseconds == 9)
    #expect(second.other.counted.held == .none && second.other.since == 0)
    // The third has three more for `other`, behind its eight.
    var new = words + [7, 9]
    new[0] = 3
    new.insert(contentsOf: [11, 13, 17], at: 17)
    rest = new[...]
    let third = try #require(KeptFootprints(&rest))
    #expect(rest.isEmpty && third.other.since == 17)
    #expect(third.other.counted.held.coreMilliseconds == 11)
    #expect(third.other.counted.held.memoryMebibyteMilliseconds == 13)
    #expect(third.jobs["a:n/1"]?.held == held && third.processorTimes.isEmpty)
    // The fourth goes on for the job's CPU time.
    new[0] = 4
    rest = new[...]
    #expect(KeptFootprints(&rest) == nil)
    rest = (new + [19])[...]
    let fourth = try #require(KeptFootprints(&rest))
    #expect(rest.isEmpty && fourth.processorTimes == ["a:n/1": 19] && fourth.beginnings.isEmpty)
    #expect(fourth.jobs["a:n/1"]?.held == held)
    // The fifth goes on for when it began.
    new[0] = 5
    rest = (new + [19])[...]
    #expect(KeptFootprints(&rest) == nil)
    rest = (new + [19, 23])[...]
    let fifth = try #require(KeptFootprints(&rest))
    #expect(rest.isEmpty && fifth.beginnings == ["a:n/1": 23])
    #expect(fifth.processorTimes == ["a:n/1": 19])
  }

  @Test("of a job that has ended are filed as they were counted, and go on when it comes back")
  func filed() throws {
    let node = try StagedNode(range: 1 << 50, Self.settings())
    try node.set(job: 1, microseconds: 0)
    try node.reserve(job: 1, thousandths: 1000)
    try node.round()
    var page: [String: UInt64] = [:]
    for step in 1...5 as ClosedRange<UInt64> {
      try node.set(job: 1, microseconds: step * 1_000_000)
      try node.pass(1000 * Self.millisecond, microjoules: 360_000_000, busy: 100)
      page = try node.round()
      if step == 3 { try node.killAndRestart() }
    }
    let shown = try #require(carbon(page))
    let charged = try #require(cost(page))
    try node.end(job: 1)
    var rounds = 0
    while carbon(page) != nil, rounds < 6000 {
      usleep(10_000)
      try node.pass(1000 * Self.millisecond, microjoules: 1_000_000)
      page = try node.round()
      rounds += 1
    }
    try #require(carbon(page) == nil, "not filed within \(rounds) rounds")
    let archive = try LedgerArchive(in: node.tree.path + "/state")
    let record = try #require(try archive.jobs().first)
    let footprint = try #require(record.footprint)
    // 1.2 × 342.06 g/kWh, and a kWh is 3.6 × 10^12 µJ: rounded to a microgram.
    let energy = record.totals.energy.count
    #expect(energy > 0)
    #expect(footprint.location == (energy * 410_472 + 1_800_000_000) / 3_600_000_000)
    #expect(footprint.market == footprint.location)
    #expect(footprint.location >= shown)
    #expect(footprint.currency == "EUR" && footprint.cost == footprint.coreMilliseconds)
    #expect(try #require(footprint.cost) >= charged)
    // A server of 1000 kg and four cores, which serves four years of 8760 h.
    let life: UInt64 = 4 * 4 * 8760 * 3_600_000
    let held = try #require(footprint.coreMilliseconds)
    #expect(footprint.embodied == held * 1_000_000_000_000 / life)
    #expect(try archive.factors().count == 1)

    try node.set(job: 1, microseconds: 0)
    try node.pass(1000 * Self.millisecond, microjoules: 1_000_000)
    page = try node.round()
    #expect(carbon(page) == footprint.location)
    #expect(cost(page) == footprint.cost)
  }
}
