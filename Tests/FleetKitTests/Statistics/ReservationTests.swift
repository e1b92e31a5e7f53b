import Footprint
import NodeModel
import TestSupport
import Testing

@testable import FleetKit

@Suite("What owners of a fleet had reserved")
struct ReservationTests {
  private let euro: Currency

  init() throws { euro = try #require(Currency("EUR")) }

  /// 2,000 kg over four years of 8,760 h, by eight cores: 57,077,625.57 µg an hour, all of the node; and so much for
  /// eight gibibytes of memory.
  private static func rates(memoryKilograms: UInt64 = 0) -> EmbodiedRates? {
    let parts = [(EmbodiedPart.Resource.cores, 2000), (.memory, memoryKilograms)].map {
      EmbodiedPart(
        name: $0.0.rawValue, count: 1, kilograms: Factor(Millionths(count: $0.1 * 1_000_000)),
        resource: $0.0, source: "test")
    }
    return EmbodiedRates(
      parts, of: NodeCapacity(cores: 8, accelerators: 0, memoryMebibytes: 8192))
  }

  private static let minute: UInt64 = 60_000
  private static let hour = [UInt64](repeating: 1, count: 12)

  @Test(
    "owners have the part of the making and the price of the cores that they kept, idle has the rest"
  )
  func parts() throws {
    let found = statistics([
      Make.node(1) {
        $0.factors = [Make.factors(core: 0.05, embodied: Self.rates())]
        $0.add(.job("slurm:a/1"), Self.hour)
        $0.add(.job("slurm:a/2"), Self.hour)
        $0.add(.bucket(.unallocated), Self.hour)
        // Four cores for an hour, and two for half an hour.
        $0.addJob("slurm:a/1", team: "x", end: $0.end, cores: 240 * Self.minute, mebibytes: 5)
        $0.addJob("slurm:a/2", team: "y", end: $0.end, cores: 60 * Self.minute)
        $0.jobs[1].start += 1_800_000_000_000
      }
    ])
    let (x, y) = (try #require(found.owner("team", "x")), try #require(found.owner("team", "y")))
    let idle = found.buckets[Int(Bucket.unallocated.rawValue)].reservations
    // A half, an eighth and three eighths of 57,077,625.57 µg; 4, 1 and 3 core hours of 5 cents.
    #expect(x.tally.reservations.embodied?.millionths == 28_538_813)
    #expect(y.tally.reservations.embodied?.millionths == 7_134_703)
    #expect(idle.embodied?.millionths == 21_404_110)
    #expect(x.tally.cost(euro).millionths == 200_000)
    #expect(y.tally.cost(euro).millionths == 50_000)
    #expect(idle.cost(euro).millionths == 150_000)
    #expect(found.balance.added.cost(euro).millionths == 400_000)
    #expect(found.balance.added.reservations.embodied == found.embodied.amount)
    #expect(found.jobParts == 2 && found.reservingJobParts == 2)
    let table = FleetReport(found).ownerTable(found.owners()[0])
    let place = try #require(table.columns.firstIndex { $0.key == "embodied_ug" })
    func cell(_ name: String) -> ReportTable.Cell? {
      table.rows.first { $0[1] == .text(name) }?[place]
    }
    // So rounded that they add up to 57,077,626: the largest remainder is that of x, .785.
    #expect(cell("x") == .whole(28_538_813))
    #expect(cell("y") == .whole(7_134_703))
    #expect(cell("idle") == .whole(21_404_110))
    #expect(table.total?[place] == .whole(57_077_626))
    #expect(table.notes.count == 1)
  }

  @Test("of a job that began before the reports the part in them counts, spread over its days")
  func longJob() throws {
    var node = Make.node(1) {
      // Two days are covered, and the job runs since a day before.
      $0.end = $0.start + 172_800_000_000_000
      $0.factors = [Make.factors(core: 1, embodied: Self.rates())]
      for hour in 0..<Int64(48) {
        $0.add(.bucket(.system), hour: Make.midnight + 3600 * hour, Self.hour)
      }
      // One core in three days; nothing says more of the other.
      $0.addJob("k8s:u", cores: 72 * 60 * Self.minute)
      $0.jobs[0].start -= 86_400_000_000_000
      $0.addJob("slurm:a/2")
    }
    var charges = FleetCharges()
    charges.count(node)
    let held = charges.lines.filter { $0.key.owner == "k8s:u" }
    #expect(held.map(\.key.day) == [Make.midnight, Make.midnight + 86_400])
    #expect(
      held.map(\.tally.reservations.coreMilliseconds) == [
        UInt128(24 * 60 * Self.minute), UInt128(24 * 60 * Self.minute),
      ])
    let found = statistics([node])
    #expect(found.jobs["k8s:u"]?.tally.cost(euro).millionths == 48_000_000)
    #expect(found.jobParts == 1 && found.reservingJobParts == 1)
    // Seven of eight cores are nobody's.
    let idle = found.buckets[Int(Bucket.unallocated.rawValue)].reservations
    #expect(idle.cost(euro).millionths == 7 * 48_000_000)
    // More than there is: both have the node in proportion, and nothing is left.
    node.jobs[0].reservedCoreMilliseconds = 72 * 60 * Self.minute * 12
    node.jobs[1].reservedCoreMilliseconds = 48 * 60 * Self.minute * 4
    let full = statistics([node])
    #expect(full.jobs["k8s:u"]?.tally.cost(euro).millionths == 288_000_000)
    #expect(full.jobs["slurm:a/2"]?.tally.cost(euro).millionths == 96_000_000)
    #expect(full.buckets[Int(Bucket.unallocated.rawValue)].reservations.cost(euro) == .zero)
    #expect(full.balance.added.reservations.embodied == full.embodied.amount)
  }

  @Test("cores of which nobody knows who had reserved them cost nothing that is known")
  func untold() {
    let found = statistics([
      Make.node(1) {
        $0.factors = [Make.factors(core: 0.05, embodied: Self.rates())]
        $0.add(.job("slurm:a/1"), Self.hour)
        $0.addJob("slurm:a/1", end: $0.end)
      }
    ])
    #expect(found.balance.added.reservations.currencies.isEmpty)
    #expect(found.balance.added.reservations.embodied == found.embodied.amount)
    #expect(Headline(FleetReport(found)).answers.first { $0.title == "Cost" }?.figure == nil)
  }

  @Test(
    "where rows are missing only the part of covered time counts, and where no agent ran jobs have said none",
    arguments: [true, false])
  func holes(areMissing: Bool) throws {
    // What an agent that ran for half of the time has not counted.
    let share: UInt64 = areMissing ? 2 : 1
    let found = statistics([
      Make.node(1) {
        if areMissing {
          $0.holes = [MergedNode.Hole(epoch: Epoch(high: 1, low: 1), sequences: 40...43)]
        }
        // A day of which every other hour is covered.
        $0.end = $0.start + 86_400_000_000_000
        $0.facts.threads = 8
        $0.factors = [Make.factors(core: 1, embodied: Self.rates())]
        for hour in stride(from: Int64(0), to: 24, by: 2) {
          $0.add(.bucket(.system), hour: Make.midnight + 3600 * hour, Self.hour)
        }
        // Four cores for all of the time, of which it used three; and one for an hour that nobody saw.
        $0.addJob(
          "slurm:a/1", end: $0.end, processorSeconds: 3 * 43_200 * Double(share),
          cores: share * 4 * 12 * 60 * Self.minute)
        $0.addJob(
          "slurm:a/2", end: $0.start + 7_200_000_000_000, processorSeconds: areMissing ? 3600 : 0,
          cores: areMissing ? 60 * Self.minute : 0)
        $0.jobs[1].start += 3_600_000_000_000
      }
    ])
    // Twelve hours of four cores, and what is left of eight.
    #expect(
      found.balance.added.reservations.coreMilliseconds == UInt128(8 * 12 * 60 * Self.minute))
    let idle = found.buckets[Int(Bucket.unallocated.rawValue)].reservations
    #expect(idle.coreMilliseconds == UInt128(4 * 12 * 60 * Self.minute))
    let one = try #require(found.jobs["slurm:a/1"])
    #expect(one.tally.cost(euro).millionths == 48_000_000)
    #expect(one.processorSeconds == 3 * 43_200 && one.reservedUse.ratio == 0.75)
    // Three of eight threads.
    #expect(found.utilization.ratio == 0.375)
    #expect(found.jobs["slurm:a/2"] == nil)
  }

  @Test("what many jobs held through many days with their own factors is had day by day, exactly")
  func manyDays() throws {
    let (days, jobs) = (Int64(40), 150)
    let node = Make.node(1) { node in
      node.end = node.start + UInt64(days) * 86_400_000_000_000
      for day in 0..<days {
        let start = Make.midnight + 86_400 * day
        node.factors.append(
          Make.factors(
            price: 0.2 + Double(day) / 1000, core: 1, embodied: Self.rates(), since: start))
        for hour in 0..<Int64(24) {
          node.add(.bucket(.system), hour: start + 3600 * hour, Self.hour)
        }
      }
      // A fiftieth of a core each, together three of eight.
      for job in 0..<jobs {
        node.addJob(
          "slurm:a/\(job)", end: node.end, cores: UInt64(days) * 24 * 60 * Self.minute / 50)
      }
    }
    var charges = FleetCharges()
    charges.count(node)
    let lines = charges.lines
    let held = lines.filter { $0.key.bucket == nil }
    #expect(held.count == jobs * Int(days))
    #expect(
      held.allSatisfy {
        $0.tally.reservations.coreMilliseconds == UInt128(24 * 60 * Self.minute / 50)
      })
    let idle = lines.filter { $0.key.bucket == .unallocated }
    #expect(idle.count == Int(days))
    #expect(
      idle.allSatisfy {
        $0.tally.reservations.coreMilliseconds == UInt128(5 * 24 * 60 * Self.minute)
      })
    // Eight cores at a euro an hour.
    #expect(
      FleetCharge.all(of: lines).filter { $0.reserved != nil }.reduce(0) { $0 + $1.cost }
        == Int128(8 * 24 * days * 1_000_000))
  }

  @Test("reports that say nothing of it give the figures that they gave, and no other")
  func silent() throws {
    let node = Make.node(1) {
      $0.factors = [Make.factors(price: 0.2, core: 5, embodied: Self.rates())]
      $0.add(.job("slurm:a/1"), [3_600_000_000_000])
      $0.addJob("slurm:a/1", team: "x")
    }
    let found = statistics([node])
    // 1.5 kWh at the entrance; nobody knows for whom the cores were.
    #expect(found.balance.added.cost(euro).millionths == 300_000)
    #expect(found.embodied.slots == 1)
    let report = FleetReport(found)
    for table in [report.ownerTable(report.owners[0]), report.jobTable()] {
      #expect(!table.columns.contains { $0.key == "embodied_ug" || $0.key.hasPrefix("reserved") })
      #expect(table.rows.count == 1 && table.notes.isEmpty)
    }
    var charges = FleetCharges()
    charges.count(node)
    let text = String(decoding: FocusReport.bytes(charges), as: UTF8.self)
    let lines = text.split(separator: "\r\n")
    #expect(lines.count == 2)
    #expect(lines.last?.hasPrefix("0.300000,") == true && lines.last?.hasSuffix(",,,,") == true)
  }

  @Test("charges have a row of their own for reserved cores, and the making on that of the energy")
  func focus() throws {
    var charges = FleetCharges()
    charges.count(
      Make.node(1) {
        $0.factors = [Make.factors(price: 0.2, core: 0.05, embodied: Self.rates())]
        $0.add(.job("slurm:a/1"), [3_600_000_000_000])
        // Four of eight cores and 3 GiB for the five minutes that are covered.
        $0.addJob(
          "slurm:a/1", end: $0.start + 300_000_000_000, cores: 20 * Self.minute,
          mebibytes: 5 * Self.minute * 3072)
      })
    let rows = FleetCharge.all(of: charges.lines)
    #expect(rows.map(\.line.key.owner) == ["slurm:a/1", "slurm:a/1", "unallocated", "unallocated"])
    // 1.5 kWh × 0.20; a third of a core hour × 0.05 and as much for nobody: 0.016666…, one of both rounded up.
    #expect(rows.map(\.cost) == [300_000, 16_667, 0, 16_666])
    #expect(rows.map { $0.reserved != nil } == [false, true, false, true])
    // 57,077,625.57 µg an hour: 4,756,468.80 in five minutes, and half of it for each.
    #expect(charges.lines.map(\.embodied) == [2_378_235, 2_378_234])
    let lines = String(decoding: FocusReport.bytes(charges), as: UTF8.self).split(separator: "\r\n")
    #expect(lines[0].hasSuffix(",x_User,x_CoreHours,x_MemoryGiBHours,x_EmbodiedCarbonKg"))
    #expect(lines[1].hasSuffix(",slurm:a/1,,0.333333,0.250000,0.002378235"))
    #expect(lines[2].contains(",0.333333,Core-Hours,") && lines[2].hasSuffix(",slurm:a/1,,,,"))
    #expect(lines[3].hasSuffix(",,,0.333333,0.416667,0.002378234"))
  }

  @Test(
    "owners and idle are the making of a site and the price of all its cores, however jobs come and go"
  )
  func random() throws {
    for seed in UInt64(1)...300 {
      var random = SeededRandom(seed)
      var charges = FleetCharges()
      var found = FleetStatistics()
      var (price, told) = (UInt128(0), 0)
      for number in 1...4 as ClosedRange<UInt64> {
        let node = Self.node(number, &random)
        charges.count(node)
        found.count(node)
        guard node.jobs.contains(where: \.saysReservation) else { continue }
        told += 1
        for hour in node.coveredHours { price += UInt128(hour.milliseconds) * 8 }
      }
      let idle = found.buckets[Int(Bucket.unallocated.rawValue)].reservations
      let jobs = (0..<found.jobs.count).map { found.jobs[$0] }
      let making = jobs.reduce(idle.embodied ?? .zero) {
        $0 + ($1.tally.reservations.embodied ?? .zero)
      }
      #expect(making == found.embodied.amount, "seed \(seed)")
      #expect(found.balance.added.reservations.embodied == making, "seed \(seed)")
      // A euro a core hour: a millisecond of a core is 1/3.6 × 10⁻⁶ of it.
      let paid = jobs.reduce(idle.cost(euro)) {
        $0 + $1.tally.reservations.cost(euro)
      }
      #expect(paid.parts == price * 1_000_000_000_000_000_000, "seed \(seed)")
      guard told > 0 else { continue }
      let lines = charges.lines
      let charged = lines.compactMap(\.embodied).reduce(0, +)
      #expect(charged == Int128(found.embodied.amount.millionths), "seed \(seed)")
      let billed = FleetCharge.all(of: lines).reduce(0) { $0 + $1.cost }
      #expect(billed == Int128(found.balance.added.cost(euro).millionths), "seed \(seed)")
      for owners in found.owners() {
        let table = FleetReport(found).ownerTable(owners)
        let place = try #require(table.columns.firstIndex { $0.key == "embodied_ug" })
        let sum = table.rows.reduce(Int128(0)) {
          if case .whole(let amount) = $1[place] { $0 + amount } else { $0 }
        }
        #expect(sum == Int128(found.embodied.amount.millionths), "seed \(seed)")
      }
    }
  }

  /// A node of eight cores with holes in its time, jobs that are longer and larger than it, and factors that change.
  private static func node(_ number: UInt64, _ random: inout SeededRandom) -> MergedNode {
    Make.node(number, site: "s\(random.below(2))") { node in
      let hours = 1 + Int64(random.below(60))
      node.end = node.start + UInt64(hours) * 3_600_000_000_000 - random.below(500) * 1_000_000_000
      node.start += random.below(500) * 1_000_000_000
      node.factors = [Make.factors(core: 1, embodied: rates(memoryKilograms: 300))]
      if random.once(in: 2) {
        node.factors.append(
          Make.factors(
            pue: 2, core: 1, embodied: rates(memoryKilograms: 700),
            since: Make.midnight + Int64(random.below(100)) * 300))
      }
      for hour in 0..<hours where !random.once(in: 4) {
        node.add(
          random.once(in: 2) ? .bucket(.system) : .job("slurm:a/\(random.below(4))"),
          hour: Make.midnight + 3600 * hour,
          [UInt64](repeating: 1, count: 1 + Int(random.below(12))))
      }
      for job in 0..<random.below(6) {
        let length = random.below(100) * 3_600_000 + random.below(3_600_000)
        let isSaid = !random.once(in: 4)
        node.addJob(
          "slurm:a/\(job)", team: "t\(random.below(2))", user: random.once(in: 2) ? "u" : nil,
          cores: isSaid ? random.below(8) * length : nil,
          mebibytes: random.once(in: 3) ? random.below(16_384) * length : nil)
        let start = node.start + random.below(100) * 3_600_000_000_000
        node.jobs[Int(job)].start = start - min(start, random.below(100) * 3_600_000_000_000)
        if random.once(in: 2) {
          node.jobs[Int(job)].end = node.jobs[Int(job)].start + length * 1_000_000
        }
      }
    }
  }
}
