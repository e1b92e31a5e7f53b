import Footprint
import NodeModel
import Testing

@testable import FleetKit

/// A kilowatt hour in microjoules.
private let kilowattHour: UInt64 = 3_600_000_000_000

@Suite("Statistics of a fleet")
struct FleetStatisticsTests {
  @Test("a node is its jobs and buckets less what was handed out too much")
  func node() throws {
    let found = statistics([
      Make.node(1) {
        $0.add(.job("slurm:a/1"), [700, 300], low: 900, high: 1100, dynamic: 40)
        $0.add(.bucket(.system), [50])
        $0.add(.bucket(.unallocated), .dram, [25], tier: .table)
        $0.add(.bucket(.residualUnder), .rest, [5], tier: .wall)
      }
    ])
    let energy = found.balance.energy
    // 1000 + 50 + 25 − 5; bounds of what is withdrawn count the other way round.
    #expect(energy.full == 1070)
    #expect(energy.low == 900 + 50 + 25 - 5)
    #expect(energy.high == 1100 + 50 + 25 - 5)
    #expect(energy.dynamic == 40)
    #expect(energy.energy(of: .components) == 1050)
    #expect(energy.energy(of: .table) == 25)
    #expect(energy.energy(of: .wall) == -5)
    #expect(found.components[Int(EnergyComponent.package.rawValue)] == 1050)
    #expect(found.components[Int(EnergyComponent.dram.rawValue)] == 25)
    #expect(found.components[Int(EnergyComponent.rest.rawValue)] == -5)
    #expect(try #require(found.sites["alpha"]).balance.energy.full == 1070)
    #expect(Conservation(found, owners: found.owners()).holds)
  }

  @Test("sums beyond 64 bits are exact")
  func large() {
    let most: UInt64 = 9_007_199_254_740_991
    let found = statistics(
      (1...300).map { number in
        Make.node(number) { $0.add(.bucket(.system), [UInt64](repeating: most, count: 12)) }
      })
    #expect(found.balance.energy.full == 32_425_917_317_067_567_600)
    #expect(Conservation(found, owners: found.owners()).holds)
  }

  @Test("factors that change with each slot are each slot's own, however many there are")
  func manyFactors() throws {
    let (hours, slots) = (Int64(30), Int64(12))
    var expected: [String: UInt128] = [:]
    let node = Make.node(1) { node in
      node.factors = (0..<hours * slots).map {
        Make.factors(
          pue: 1.5, intensity: Double(100 + $0), since: Make.midnight + 300 * $0)
      }
      for hour in 0..<hours {
        for (place, owner) in ["slurm:a/1", "slurm:a/2"].enumerated() {
          for component in [EnergyComponent.package, .dram] {
            let energies = (0..<slots).map {
              UInt64(1_000_000 + 1000 * hour + 7 * $0) + UInt64(place)
            }
            node.add(.job(owner), component, hour: Make.midnight + 3600 * hour, energies)
            // Parts are microjoules × millionths of PUE × millionths of g/kWh.
            for slot in 0..<slots {
              let intensity = UInt128(100 + hour * slots + slot) * 1_000_000
              expected[owner, default: 0] += UInt128(energies[Int(slot)]) * 1_500_000 * intensity
            }
          }
        }
      }
    }
    let found = statistics([node])
    for (owner, parts) in expected {
      #expect(found.jobs[owner]?.tally.footprint.location(.lifecycle).parts == parts)
    }
    #expect(expected.count == 2)
  }

  @Test("each slot has the factors of its own time")
  func factors() throws {
    // Half an hour at 400 g/kWh and 0.20, half at 200 g/kWh and 0.40: 1 kWh each, PUE 1.5 and 1.1.
    let found = statistics([
      Make.node(1) {
        $0.factors = [
          Make.factors(pue: 1.5, intensity: 400, market: 100, price: 0.2),
          Make.factors(
            pue: 1.1, intensity: 200, market: 50, price: 0.4, since: Make.midnight + 1800),
        ]
        $0.add(
          .job("slurm:a/1"),
          [kilowattHour, 0, 0, 0, 0, 0, kilowattHour / 4, kilowattHour / 4, kilowattHour / 2])
      }
    ])
    let footprint = found.balance.added.footprint
    // 1 × 1.5 × 400 + 1 × 1.1 × 200 = 820 g; by contracts 150 + 55; 1.5 × 0.2 + 1.1 × 0.4 = 0.74.
    #expect(footprint.location(.lifecycle).millionths == 820_000_000)
    #expect(footprint.market(.lifecycle)?.millionths == 205_000_000)
    #expect(footprint.cost(try #require(Currency("EUR"))).millionths == 740_000)
    #expect(footprint.facility.millionths == 2_600_000)
    #expect(found.balance.effectiveness == 1.3)
    #expect(found.versions == ["test/1"])
  }

  @Test("energy without factors has no carbon, and is the rest to the whole")
  func uncovered() {
    let found = statistics([
      Make.node(1) {
        $0.factors = [Make.factors()]
        $0.add(.bucket(.system), [kilowattHour])
      },
      Make.node(2) { $0.add(.bucket(.system), [3 * kilowattHour]) },
    ])
    let footprint = found.balance.added.footprint
    #expect(footprint.energy == UInt128(kilowattHour))
    #expect(footprint.location(.lifecycle).millionths == 600_000_000)
    #expect(footprint.pricedEnergy == 0 && footprint.currencies.isEmpty)
    let figures = FleetReport(found)
    #expect(
      String(decoding: MarkdownReport.bytes(figures), as: UTF8.self).contains(
        "75.0 % of energy has no factors".replacing(" %", with: "\u{202F}%")))
  }

  @Test("a PUE of several sites is a sum over a sum")
  func effectiveness() throws {
    let found = statistics([
      Make.node(1, site: "a") {
        $0.factors = [Make.factors(pue: 2)]
        $0.add(.bucket(.system), [50 * kilowattHour])
      },
      Make.node(2, site: "b") {
        $0.factors = [Make.factors(pue: 1.1)]
        $0.add(.bucket(.system), [900 * kilowattHour])
      },
    ])
    // (100 + 990) / 950, and not the mean of 2 and 1.1.
    let ratio = try #require(found.balance.effectiveness)
    #expect(abs(ratio - 1090.0 / 950) < 1e-12)
    #expect(found.sites["a"]?.effectivenessWords == ["configured pue2"])
  }

  @Test("two bases and two currencies stand side by side")
  func kinds() throws {
    let found = statistics([
      Make.node(1) {
        $0.factors = [Make.factors(pue: 1, intensity: 100, price: 1)]
        $0.add(.bucket(.system), [kilowattHour])
      },
      Make.node(2) {
        $0.factors = [
          Make.factors(pue: 1, intensity: 300, price: 2, currency: "USD", basis: "direct")
        ]
        $0.add(.bucket(.system), [kilowattHour])
      },
    ])
    let footprint = found.balance.added.footprint
    #expect(footprint.location(.lifecycle).millionths == 100_000_000)
    #expect(footprint.location(.direct).millionths == 300_000_000)
    #expect(footprint.cost(try #require(Currency("EUR"))).millionths == 1_000_000)
    #expect(footprint.cost(try #require(Currency("USD"))).millionths == 2_000_000)
  }

  @Test("utilization is what jobs say of their CPU time, and absent where none says any")
  func utilization() throws {
    let found = statistics([
      Make.node(1) {
        $0.facts.threads = 4
        $0.add(.job("slurm:a/1"), [UInt64](repeating: 1, count: 12))
        // 3,600 s of CPU in an hour of four threads, and 900: 4,500 of 14,400.
        $0.addJob("slurm:a/1", end: $0.end, processorSeconds: 3600)
        // This one began an hour before the report: half of its time is in it.
        $0.addJob("slurm:a/2", end: $0.end, processorSeconds: 1800)
        $0.jobs[1].start = $0.start - 3_600_000_000_000
      },
      Make.node(2, site: "beta") {
        $0.facts.threads = 64
        $0.add(.job("slurm:a/3"), [1])
        $0.addJob("slurm:a/3")
      },
    ])
    #expect(found.sites["alpha"]?.utilization.ratio == 0.3125)
    #expect(found.sites["beta"]?.utilization.ratio == nil)
    #expect(found.sites["beta"]?.utilization.nodes == 0)
    #expect(found.jobs["slurm:a/1"]?.processorSeconds == 3600)
  }

  @Test("more CPU time than threads have is not known, but for what rounding makes")
  func tooBusy() {
    func ratio(_ seconds: Double) -> Double? {
      statistics([
        Make.node(1) {
          $0.facts.threads = 1
          $0.add(.job("slurm:a/1"), [UInt64](repeating: 1, count: 12))
          $0.addJob("slurm:a/1", end: $0.end, processorSeconds: seconds)
        }
      ]).utilization.ratio
    }
    #expect(ratio(1800) == 0.5 && ratio(3600 * 1.01) == 1 && ratio(3600 * 1.03) == nil)
  }

  @Test("ITUE is told by wall meters only")
  func equipment() throws {
    let found = statistics([
      Make.node(1) {
        $0.add(.bucket(.system), .package, [600, 600])
        $0.add(.bucket(.system), .dram, [200, 200])
        // The second slot's rest is a guess.
        $0.add(.bucket(.system), .rest, [200], tier: .wall)
      },
      Make.node(2) { $0.add(.bucket(.system), .package, [5000]) },
    ])
    // 1000 / 800 of the first slot.
    #expect(found.sites["alpha"]?.equipment.ratio == 1.25)
    #expect(found.sites["alpha"]?.equipment.toldComponents == [.package, .dram])
    #expect(statistics([Make.node(2) { $0.add(.bucket(.system), [5]) }]).equipment.ratio == nil)
    // 1 kWh each at the wall; of the second's no component tells any, of the third's no accelerator does.
    let open = statistics([
      Make.node(1) {
        $0.add(.bucket(.system), .package, [2_880_000_000_000])
        $0.add(.bucket(.system), .rest, [720_000_000_000], tier: .wall)
      },
      Make.node(2) { $0.add(.bucket(.system), .rest, [3_600_000_000_000], tier: .wall) },
      Make.node(3) {
        $0.lacks = .accelerator
        $0.add(.bucket(.system), .package, [360_000_000_000])
        $0.add(.bucket(.system), .rest, [3_240_000_000_000], tier: .wall)
      },
    ]).equipment
    #expect(open.ratio == 1.25 && open.told == 3_600_000_000_000)
    #expect(open.toldComponents == [.package])
    // The level of measurement is that of all of it.
    #expect(open.whole == 3 * 3_600_000_000_000 && open.slots == 3)
  }

  @Test("beside ITUE stands which components told it in all of its hours, of all nodes")
  func tellers() throws {
    func node(_ number: UInt64, _ components: [EnergyComponent], hour: Int64 = 0) -> MergedNode {
      Make.node(number) { node in
        for component in components {
          node.add(.bucket(.system), component, hour: Make.midnight + hour, [100])
        }
        node.add(.bucket(.system), .rest, hour: Make.midnight + hour, [100], tier: .wall)
      }
    }
    func told(_ nodes: [MergedNode]) throws -> (cells: [ReportTable.Cell?], notes: Int) {
      let table = FleetReport(statistics(nodes)).siteTable()
      let column = try #require(table.columns.firstIndex { $0.key == "itue_components" })
      return ([table.rows[0][column], table.total?[column]], table.notes.count)
    }
    let whole = node(1, [.package, .dram, .storage, .network])
    let all = try told([whole])
    #expect(all.cells == Array(repeating: .text("package, dram, storage, network"), count: 2))
    #expect(all.notes == 1)
    let some = try told([whole, node(2, [.package, .storage])])
    #expect(some.cells == Array(repeating: .text("package, storage"), count: 2))
    let later = try told([whole, node(2, [.package, .dram], hour: 3600)])
    #expect(later.cells == Array(repeating: .text("package, dram"), count: 2))
    let none = try told([Make.node(1) { $0.add(.bucket(.system), [100]) }])
    #expect(none.cells == [.absent, .absent] && none.notes == 0)
  }

  @Test("embodied carbon is the node's share for the slots that are covered")
  func embodied() throws {
    // 2,000 kg over four years of 8,760 h: 57.0776… g an hour, all of the node.
    let part = EmbodiedPart(
      name: "server", count: 1, kilograms: Factor(Millionths(count: 2_000_000_000)),
      resource: .cores, source: "test")
    let rates = try #require(
      EmbodiedRates([part], of: NodeCapacity(cores: 8, accelerators: 0, memoryMebibytes: 0)))
    let found = statistics([
      Make.node(1) {
        $0.factors = [Make.factors(embodied: rates)]
        $0.add(.bucket(.system), [1, 1, 1])
        $0.add(.bucket(.unallocated), [1, 1, 1])
      }
    ])
    #expect(found.embodied.slots == 3)
    // 2e12 µg × 900 s / (4 × 8760 × 3600 s) = 14,269,406.39 µg.
    #expect(found.embodied.amount.millionths == 14_269_406)
  }

  @Test("of the slots in which reports begin and end what lies within them counts")
  func partlySeen() throws {
    let part = EmbodiedPart(
      name: "server", count: 1, kilograms: Factor(Millionths(count: 2_000_000_000)),
      resource: .cores, source: "test")
    let rates = try #require(
      EmbodiedRates([part], of: NodeCapacity(cores: 8, accelerators: 0, memoryMebibytes: 0)))
    // 6 W from 200 s after midnight on, until 340 s after it.
    let node = Make.node(1) {
      $0.facts.threads = 1
      $0.factors = [Make.factors(embodied: rates)]
      $0.start += 200_000_000_000
      $0.end = $0.start + 140_000_000_000
      $0.add(.bucket(.system), [600_000_000, 240_000_000])
      $0.addJob("slurm:a/1", processorSeconds: 70)
      $0.jobs[0].end = $0.end
    }
    let whole = report([node])
    let site = try #require(whole.statistics.sites["alpha"])
    #expect(site.coveredSlots == 2 && site.coveredMilliseconds == 140_000)
    #expect(site.power.known == 6 && site.power.nodes == 1)
    #expect(whole.statistics.models["unknown"]?.meanWatts == 6)
    // 70 s of CPU time in 140 s of one thread.
    #expect(site.utilization.ratio == 0.5)
    // 2e12 µg × 140 s / (4 × 8760 × 3600 s) = 2,219,685.4 µg, and as many cores to be reserved.
    #expect(whole.statistics.embodied.amount.millionths == 2_219_685)
    #expect(
      whole.statistics.balance.added.reservations.embodied == whole.statistics.embodied.amount)
  }

  @Test("more withdrawn than handed out is reported, and the proof fails")
  func contradiction() {
    let nodes = [
      Make.node(1) {
        $0.add(.bucket(.system), [4])
        $0.add(.bucket(.residualUnder), .rest, [5])
      }
    ]
    let report = report(nodes)
    #expect(!report.conservation.holds)
    #expect(report.findings.map(\.kind) == ["books"])
    #expect(report.statuses == [.critical])
  }

  @Test("a report lists what a check finds, in its words")
  func records() {
    let nodes = [
      Make.node(1) {
        $0.add(.bucket(.system), [4])
        $0.holes = [
          MergedNode.Hole(epoch: Epoch(high: 1, low: 1), sequences: 812...815),
          MergedNode.Hole(epoch: Epoch(high: 1, low: 1), sequences: 900...900),
        ]
        $0.conflicts = [
          MergedNode.Conflict(
            owner: "system", component: .package, hour: 0, epoch: Epoch(high: 1, low: 1),
            revision: 1, digests: ["a", "b"])
        ]
        $0.benchmarks = [
          NodeBenchmark(
            suite: "gemm", name: "fp32", parameters: "n=1", unit: "flop/s", best: 1, median: 1,
            samples: [1], isVerified: false)
        ]
        $0.findings = [Finding(.warning, kind: "link", subject: "0000:03:00.0", text: "x8 of x16")]
      }
    ]
    let report = report(nodes)
    #expect(report.statistics.missingRows == 5 && report.statistics.conflicts == 1)
    #expect(
      report.findings.map(\.kind) == ["wrong_result", "conflict", "link", "missing_rows"])
    #expect(report.findings.map(\.origin) == [.agent, .records, .agent, .records])
    var check = FleetCheck()
    for node in nodes { check.add(node) }
    let found = check.outcome().findings
    #expect(Set(found.map(\.text)) == Set(report.findings.map(\.text)))
    #expect(Set(found.map(\.action)) == Set(report.findings.compactMap(\.advice)))
  }
}
