import FleetKit
import Footprint
import NodeModel
import TestSupport

/// A fleet with racks, teams, jobs, benchmarks and faults, the same for a seed.
struct SyntheticFleet {
  private static let sites: [(name: String, zone: String, grams: Double, pue: Double)] = [
    ("frankfurt-1", "DE", 381, 1.32), ("lulea-2", "SE-SE1", 26, 1.09),
    ("oregon-a", "US-OR", 160, 1.18),
    ("singapore-3", "SG", 471, 1.45), ("paris-b", "FR", 56, 1.27), ("edge-retail", "PL", 662, 1.6),
    ("quebec-1", "CA-QC", 31, 1.12), ("mumbai-2", "IN", 713, 1.58),
  ]
  private static let teams = [
    "climate", "genomics", "search", "ads-ranking", "vision", "cfd", "platform", "speech",
    "robotics",
  ]
  private static let models: [(vendor: String, product: String, cpu: String, accelerators: Int)] = [
    ("Example", "R760 2 × 64 cores", "EPYC 9554", 0), ("Example", "XE9680", "Xeon 8480", 8),
    ("Sample", "SR650 V3", "EPYC 9654", 0), ("Sample", "Edge 100", "Xeon D-2796", 0),
  ]

  let count: Int
  let hours: Int
  private var random: SeededRandom
  private var made = 0

  init(count: Int, hours: Int, seed: UInt64 = 1) {
    self.count = count
    self.hours = hours
    random = SeededRandom(seed)
  }

  /// The next node in the order of ids; nil after the last.
  mutating func next() -> MergedNode? {
    guard made < count else { return nil }
    made += 1
    let number = made
    let site = Self.sites[Int(random.below(64)).trailingZeroBitCount % 8]
    let model = Self.models[site.name == "edge-retail" ? 3 : Int(random.below(8)) % 3]
    var facts = NodeFacts()
    facts.hostname = "\(site.name)-n\(number)"
    facts.site = site.name
    facts.zone = site.zone
    facts.rack =
      site.name == "edge-retail" ? nil : "r\(random.below(UInt64(max(1, count / 80))) + 1)"
    facts.vendor = model.vendor
    facts.product = model.product
    facts.processor = model.cpu
    facts.threads = 256
    if model.accelerators > 0 {
      facts.accelerators = [NodeFacts.Accelerators(model: "H100 SXM5", count: model.accelerators)]
    }
    // One in ten has not learnt it yet, and some scatter is what machines of a model have.
    if number % 10 != 0 {
      facts.idle = NodeFacts.Idle(
        watts: (model.accelerators > 0 ? 1800 : facts.rack == nil ? 60 : 210)
          * (1 + Double(number % 7) / 200),
        domains: model.accelerators > 0 ? "wall" : "package,dram")
    }
    var node = Make.node(UInt64(number)) { $0.facts = facts }
    node.end = UInt64(Make.midnight + Int64(hours) * 3600) * 1_000_000_000
    if site.name != "mumbai-2" {
      node.factors = [
        Make.factors(
          pue: site.pue, intensity: site.grams, market: site.grams * 0.4,
          price: site.name == "oregon-a" ? 0.11 : 0.24,
          currency: site.name == "oregon-a" ? "USD" : "EUR",
          embodied: embodied(model.accelerators))
      ]
    }
    addRows(to: &node, model.accelerators)
    addBenchmarks(to: &node, model.accelerators)
    addFindings(to: &node)
    return node
  }

  private func embodied(_ accelerators: Int) -> EmbodiedRates? {
    EmbodiedRates(
      [
        EmbodiedPart(
          name: "server", count: 1,
          kilograms: Factor(Millionths(count: UInt64(1_400_000_000 + accelerators * 150_000_000))),
          resource: .cores, source: "test")
      ], of: NodeCapacity(cores: 128, accelerators: 0, memoryMebibytes: 0))
  }

  private mutating func addRows(to node: inout MergedNode, _ accelerators: Int) {
    let watts = accelerators > 0 ? 4200.0 : node.facts.rack == nil ? 140 : 520
    let tier: Tier = random.once(in: 12) ? .table : random.once(in: 3) ? .wall : .components
    let job = "slurm:\(node.facts.site ?? "")/\(1000 + random.below(UInt64(max(3, count / 4))))"
    let team = Self.teams[Int(random.below(9) * random.below(9) / 9)]
    let isTagged = !random.once(in: 7)
    let isSilent = random.once(in: 400)
    for hour in 0..<hours {
      if isSilent && hour * 2 > hours { break }
      let share = 0.75 + 0.25 * Double((hour * 7 + 11) % 24) / 24
      let start = Make.midnight + Int64(hour) * 3600
      func slots(_ part: Double) -> [UInt64] {
        (0..<12).map { UInt64(watts * share * part * 3e8) + UInt64($0) }
      }
      func add(_ owner: Owner, _ part: Double, _ component: EnergyComponent = .package) {
        let total = slots(part).reduce(0, +)
        node.add(
          owner, component, hour: start, slots(part), tier: tier, low: total / 100 * 95,
          high: total / 100 * 106, dynamic: slots(part * 0.6).first ?? 0)
      }
      add(.job(job), accelerators > 0 ? 0.2 : 0.55)
      if accelerators > 0 { add(.job(job), 0.5, .accelerator) }
      add(.bucket(.system), 0.06)
      add(.bucket(.unallocated), 0.14)
      if tier == .wall { add(.bucket(.unallocated), 0.1, .rest) }
      if random.once(in: 60) { add(.bucket(.gap), 0.01) }
      if random.once(in: 50) { add(.bucket(.residualUnder), 0.001, .rest) }
    }
    node.addJob(
      job, team: isTagged ? team : nil, user: "u\(random.below(40))",
      processorSeconds: Double(hours) * 3600 * Double(10 + random.below(80)),
      cores: UInt64(hours) * 3_600_000 * 100)
    let warmth = 55 + Double(random.below(300)) / 10 + (random.once(in: 90) ? 18 : 0)
    node.heat = NodeHeat(
      sensor: "Package id 0 (coretemp-isa-0000)", most: warmth, mean: warmth - 9,
      inlet: random.once(in: 30) ? nil : 21 + Double(random.below(60)) / 10)
  }

  private mutating func addBenchmarks(to node: inout MergedNode, _ accelerators: Int) {
    let isSlow = random.once(in: 90)
    let cases: [(String, String, String, String, Double)] = [
      ("gemm", "fp64", "n=4096", "flop/s", accelerators > 0 ? 5.8e12 : 3.1e12),
      ("gemm", "fp32", "n=4096", "flop/s", accelerators > 0 ? 11.4e12 : 6.2e12),
      ("memory", "triad", "bytes=4294967296", "bytes/s", 4.1e11),
      ("memory", "latency", "bytes=1073741824", "seconds", 1.02e-7),
      ("disk", "read", "block=1048576", "bytes/s", 6.4e9),
    ]
    for (suite, name, parameters, unit, middle) in cases {
      var factor = 1.0
      for _ in 0..<6 { factor += (Double(random.below(2001)) - 1000) / 1e5 }
      if isSlow && suite == "gemm" { factor *= 0.86 }
      let samples = (0..<5).map { _ in
        middle * factor * (1 + (Double(random.below(201)) - 100) / 5e4)
      }
      node.benchmarks.append(
        NodeBenchmark(
          suite: suite, name: name, parameters: parameters, unit: unit, best: samples.max() ?? 0,
          median: samples.sorted()[2], samples: samples, isVerified: !random.once(in: 4000),
          energyJoules: suite == "gemm" ? 1 / (middle * factor) * 480 : nil))
    }
  }

  private mutating func addFindings(to node: inout MergedNode) {
    if random.once(in: 110) {
      node.findings.append(
        Finding(
          .warning, kind: "link", subject: "0000:41:00.0", text: "link runs at 8 of 16 lanes",
          advice: "reseat the card; then probe pci"))
    }
    if random.once(in: 150) {
      node.findings.append(
        Finding(
          .critical, kind: "temperature", subject: "Package id 0",
          text: "97 °C, critical is 95 °C; throttled for 1,204 s",
          advice: "check fans and the inlet"))
    }
    if random.once(in: 700) {
      node.findings.append(
        Finding(
          .critical, kind: "memory_errors", subject: "DIMM A1", text: "3 uncorrected errors",
          advice: "replace the module"))
    }
    if random.once(in: 900) {
      node.holes = [MergedNode.Hole(epoch: Epoch(high: 1, low: 1), sequences: 40...43)]
    }
  }
}

extension FleetReport {
  /// A whole fleet, with what a check finds.
  static func synthetic(_ count: Int, hours: Int, seed: UInt64 = 1) -> FleetReport {
    var fleet = SyntheticFleet(count: count, hours: hours, seed: seed)
    var statistics = FleetStatistics()
    var check = FleetCheck()
    while let node = fleet.next() {
      statistics.count(node)
      check.add(node)
    }
    let inputs = (1...40).map { InputDigest(path: "spool/hall-\($0).ndjson.zst", [UInt8($0)]) }
    return FleetReport(
      statistics, check: check.outcome(),
      intake: FleetIntake(refusals: [
        Refusal(file: "spool/edge-7.ndjson", byte: 18_211, reason: "a row's energy is negative")
      ]),
      provenance: Provenance(
        command: "report", options: ["--format", "html"], inputs: inputs))
  }
}
