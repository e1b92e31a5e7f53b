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
    #expect(footprint.market(.lifecycle).millionths == 205_000_000)
    #expect(footprint.cost(try #require(Currency("EUR"))).millionths == 740_000)
    #expect(footprint.facility.millionths == 2_600_000)
    #expect(footprint.effectiveness == 1.3)
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
    let ratio = try #require(found.balance.added.footprint.effectiveness)
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

  @Test("a job on several nodes is one, and so are its owners")
  func jobs() throws {
    let found = statistics([
      Make.node(1) {
        $0.add(.job("slurm:a/1"), [100])
        $0.addJob("slurm:a/1", team: "physics", user: "ada", end: $0.end)
      },
      Make.node(2) {
        $0.add(.job("slurm:a/1"), [30])
        $0.add(.job("other"), [7])
        $0.add(.bucket(.unallocated), [3])
        $0.addJob("slurm:a/1", team: "physics", user: "ada")
      },
    ])
    let job = try #require(found.jobs["slurm:a/1"])
    #expect(job.nodes == 2 && job.tally.energy.full == 130)
    // It goes on at the second node.
    #expect(job.end == nil && job.facts?.user == "ada")
    #expect(found.owner("team", "physics")?.tally.energy.full == 130)
    #expect(found.owner("team", nil)?.tally.energy.full == 7)
    #expect(found.owner("user", "ada")?.parts == 2)
    #expect(found.buckets[Int(Bucket.unallocated.rawValue)].energy.full == 3)
    #expect(Conservation(found, owners: found.owners()).holds)
  }

  @Test("what one node does not know of a job another one tells, whichever comes first")
  func tags() throws {
    let day: UInt64 = 86_400_000_000_000
    for knowing in UInt64(1)...3 {
      let found = statistics(
        (1...3).map { number in
          Make.node(number) {
            $0.add(.job("slurm:a/1"), [100])
            $0.add(.job("slurm:a/2"), [1])
            if number == knowing { $0.addJob("slurm:a/1", team: "physics", user: "ada") }
          }
        })
      #expect(found.owner("team", "physics")?.tally.energy.full == 300, "\(knowing)")
      #expect(found.owner("team", nil)?.tally.energy.full == 3)
      #expect(found.jobs["slurm:a/1"]?.facts?.user == "ada")
      #expect(found.jobs.unnamed == (1, 3))
    }
    // Who saw it last is believed, and what that one does not say the others do.
    let found = statistics([
      Make.node(1) {
        $0.add(.job("k8s:u"), [10])
        $0.addJob("k8s:u", team: "old", project: "p", end: $0.end)
      },
      Make.node(2) {
        $0.add(.job("k8s:u"), [20])
        $0.addJob("k8s:u", team: "new", end: $0.end + day)
      },
      Make.node(3) {
        $0.add(.job("k8s:u"), [30])
        $0.addJob("k8s:u", team: "older", account: "a", end: $0.end - 1)
      },
    ])
    #expect(found.owner("team", "new")?.tally.energy.full == 60)
    #expect(found.owner("project", "p")?.tally.energy.full == 60)
    #expect(found.owner("account", "a")?.tally.energy.full == 60)
    #expect(found.jobs.unnamed == (0, 0))
  }

  @Test("charges of a job have its tags, whichever of its nodes and sites tells them")
  func chargedTags() {
    var charges = FleetCharges()
    for number in UInt64(1)...3 {
      charges.count(
        Make.node(number, site: "s\(number)") {
          $0.add(.job("slurm:a/1"), [100])
          if number == 2 { $0.addJob("slurm:a/1", team: "physics", project: "p", user: "ada") }
        })
    }
    #expect(charges.lines.map(\.key.site) == ["s1", "s2", "s3"])
    #expect(
      charges.lines.allSatisfy { $0.facts?.user == "ada" && $0.facts?.tag("team") == "physics" })
  }

  @Test("jobs that are known by their energy only are told, in every format")
  func unnamed() {
    let report = report([
      Make.node(1) {
        $0.add(.job("slurm:a/1"), [75])
        $0.addJob("slurm:a/1", team: "physics")
        $0.add(.job("slurm:a/2"), [20])
        $0.add(.job("other"), [5])
      }
    ])
    let words = "1 job is known by energy only, with 20.0\u{202F}% of what jobs used"
    for bytes in [HTMLReport.bytes(report), MarkdownReport.bytes(report)] {
      #expect(String(decoding: bytes, as: UTF8.self).contains(words))
    }
    let document = String(decoding: JSONReport.bytes(report), as: UTF8.self)
    #expect(document.contains("\"unnamed_jobs\":1,\"unnamed_jobs_uj\":\"20\""))
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
    #expect(statistics([Make.node(2) { $0.add(.bucket(.system), [5]) }]).equipment.ratio == nil)
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

  @Test("covered is node time from the first to the last slot that anybody saw")
  func coverage() throws {
    let nodes = [
      Make.node(1) {
        $0.add(.bucket(.system), [UInt64](repeating: 1, count: 12))
        $0.add(
          .bucket(.system), hour: Make.midnight + 3600, [UInt64](repeating: 1, count: 6))
      },
      Make.node(2) { $0.add(.bucket(.system), [1, 1, 1]) },
    ]
    let found = statistics(nodes)
    #expect(found.interval == Make.midnight..<Make.midnight + 5400)
    #expect(found.slotsPerNode == 18)
    #expect(found.coverage(found.coveredSlots, of: 2) == 21.0 / 36)
    let report = report(nodes)
    // The second was seen last 75 minutes before the end.
    #expect(report.statuses == [.good, .silent])
    #expect(report.findings.map(\.kind) == ["silent"])
  }

  @Test("hours of a wrong clock are in the sums, and neither in the time nor in what is covered")
  func strayHours() throws {
    let slots = [UInt64](repeating: 1, count: 12)
    let nodes = (1...4).map { number in
      Make.node(number, site: number < 3 ? "alpha" : "beta") {
        // The clock of the second was that of 1970 for two hours; the third is dark for half an hour.
        if number == 2 {
          for hour in [0, 3600] { $0.add(.bucket(.system), hour: Int64(hour), slots) }
        }
        $0.add(.bucket(.system), number == 3 ? Array(slots.prefix(6)) : slots)
      }
    }
    let report = report(nodes)
    let found = report.statistics
    #expect(found.coveredSlots == 66 && found.straySlots == 24)
    // 42 of 48, and not all: 24 of 24 at one site, 18 of 24 at the other.
    #expect(report.coverage == 0.875)
    let table = report.siteTable()
    let column = try #require(table.columns.firstIndex { $0.key == "coverage_ratio" })
    #expect(table.rows.map { $0[column].number } == [1, 0.75])
    #expect(found.balance.energy.full == 66)
    #expect(report.findings.map(\.kind) == ["clock"] && report.findings[0].label == "node2")
    #expect(
      report.findings[0].text.hasPrefix(
        "24 slots of five minutes between 1970-01-01 00:00 and 1970-01-01 02:00"))
    #expect(report.statuses == [.good, .warning, .good, .good])
    let document = String(decoding: JSONReport.bytes(report), as: UTF8.self)
    #expect(document.contains("\"stray_slots\":24,"))
  }

  @Test("one clock that is wrong does not stretch the time of a fleet")
  func clock() throws {
    var nodes = (1...300).map { number in
      Make.node(number) { $0.add(.bucket(.system), [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]) }
    }
    nodes.append(Make.node(301) { $0.add(.bucket(.system), hour: 0, [9]) })
    let found = statistics(nodes)
    #expect(found.interval == Make.midnight..<Make.midnight + 3600)
    #expect(found.hours.strayEnergy(outside: Make.midnight..<Make.midnight + 3600) == 9)
    #expect(found.balance.energy.full == 3609)
    #expect(Conservation(found, owners: found.owners()).holds)
  }

  @Test("nor does it in a small fleet, where the first of its nodes may be alone for a day")
  func smallFleetClock() throws {
    let slots = [UInt64](repeating: 1, count: 12)
    func found(first hour: Int64) -> FleetStatistics {
      statistics(
        (1...3).map { number in
          Make.node(number) {
            $0.add(.bucket(.system), slots)
            if number == 2 { $0.add(.bucket(.system), hour: Make.midnight + hour, slots) }
          }
        })
    }
    let years: Int64 = 4 * 365 * 86_400
    for stray in [years, -years, 86_400] {
      #expect(found(first: stray).interval == Make.midnight..<Make.midnight + 3600)
    }
    #expect(
      found(first: -20 * 3600).interval == Make.midnight - 20 * 3600..<Make.midnight + 3600)
    // One that runs for a week before the others is no wrong clock.
    let early = statistics(
      (1...3).map { number in
        Make.node(number) { node in
          for day in 0..<(number == 2 ? 14 : 1) {
            node.add(.bucket(.system), hour: Make.midnight - Int64(day) * 43_200, slots)
          }
        }
      })
    #expect(early.interval == Make.midnight - 13 * 43_200..<Make.midnight + 3600)
    // Of two nobody knows which one is right.
    let two = statistics([
      Make.node(1) { $0.add(.bucket(.system), slots) },
      Make.node(2) { $0.add(.bucket(.system), hour: Make.midnight + years, slots) },
    ])
    #expect(two.interval == Make.midnight..<Make.midnight + years + 3600)
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

extension FleetStatistics {
  /// What jobs with a value of a property used; nil where there are none.
  func owner(_ property: String, _ value: String?) -> OwnerTable.Line? {
    owners().first { $0.property == property }?.lines[value]
  }
}
