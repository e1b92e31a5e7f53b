import NodeModel
import Testing

@testable import FleetKit

/// A kilowatt hour in microjoules.
private let kilowattHour: UInt64 = 3_600_000_000_000

@Suite("What was reserved and not used")
struct ReservedUseTests {
  private static let hour: UInt64 = 3_600_000

  /// All slots of an hour, of which the first has used something.
  private static func whole(_ energy: UInt64) -> [UInt64] {
    [energy] + [UInt64](repeating: 0, count: 11)
  }

  /// Two jobs of one team, and some that are not judged.
  private static let nodes = [
    Make.node(1) {
      $0.factors = [Make.factors(pue: 1.5, price: 0.2, core: 0.05)]
      // One kilowatt hour, 0.4 of it active.
      $0.add(.job("slurm:a/1"), whole(kilowattHour), dynamic: kilowattHour / 10 * 4)
      // Memory and accelerators are not divided by cores.
      $0.add(.job("slurm:a/1"), .dram, [kilowattHour / 2])
      $0.add(.job("slurm:a/1"), .accelerator, [kilowattHour / 2])
      $0.add(.job("slurm:a/2"), [kilowattHour], dynamic: kilowattHour / 2)
      $0.add(.job("slurm:a/3"), [kilowattHour])
      // A quarter of four cores for an hour; more than its core, as limits may be soft; and one that does not say.
      $0.addJob(
        "slurm:a/1", team: "red", end: $0.end, processorSeconds: 3600, cores: 4 * Self.hour)
      $0.addJob("slurm:a/2", team: "red", end: $0.end, processorSeconds: 5000, cores: Self.hour)
      $0.addJob("slurm:a/3", team: "blue", end: $0.end, cores: Self.hour)
    },
    Make.node(2) {
      $0.add(.job("slurm:a/4"), whole(kilowattHour))
      // A tenth, without a price.
      $0.addJob("slurm:a/4", end: $0.end, processorSeconds: 360, cores: Self.hour)
    },
  ]

  @Test("is what a job leaves of its cores, with its part of the energy that follows no activity")
  func job() throws {
    let found = statistics(Self.nodes)
    let one = try #require(found.jobs["slurm:a/1"]).reservedUse
    #expect(one.reservedSeconds == 14_400 && one.usedSeconds == 3600)
    #expect(one.ratio == 0.25 && one.unusedSeconds == 10_800)
    // 0.6 kWh of standing energy in the package × ¾.
    #expect(abs(one.unusedEnergy - 0.45 * Double(kilowattHour)) < 1)
    let two = try #require(found.jobs["slurm:a/2"]).reservedUse
    #expect(two.unusedSeconds == 0 && two.unusedEnergy == 0)
    let silent = try #require(found.jobs["slurm:a/3"]).reservedUse
    #expect(silent.ratio == nil && silent.unusedEnergy == 0)
  }

  @Test("is added up by team, with its cost where there are prices")
  func table() throws {
    let table = FleetReport(statistics(Self.nodes)).unusedTable()
    #expect(
      table.columns.map(\.key) == [
        "team", "jobs", "low_jobs", "reserved_core_seconds", "cpu_seconds", "used_ratio",
        "unused_core_seconds", "unused_uj", "unused_eur_millionths",
      ])
    // 0.45 kWh × 1.5 × 0.20 and three core hours of 5 cents: 0.135 + 0.15.
    #expect(
      table.rows == [
        [
          .text("red"), .whole(2), .whole(0), .real(18_000), .real(8600), .real(8600.0 / 18_000),
          .real(10_800), .whole(1_620_000_000_000), .whole(285_000),
        ],
        [
          .text("untagged"), .whole(1), .whole(1), .real(3600), .real(360), .real(0.1),
          .real(3240), .whole(3_240_000_000_000), .absent,
        ],
      ])
    #expect(table.total?[6] == .real(14_040))
  }

  @Test("is not shown where no job leaves anything of its cores")
  func all() {
    let report = FleetReport(
      statistics([
        Make.node(1) {
          $0.add(.job("slurm:a/1"), Self.whole(5))
          $0.addJob("slurm:a/1", end: $0.end, processorSeconds: 3601, cores: Self.hour)
        }
      ]))
    #expect(report.statistics.jobs.count == 1)
    #expect(report.statistics.jobs[0].reservedUse.usedSeconds == 3601)
    #expect(report.unusedTable().rows.isEmpty)
  }

  @Test("is not shown where no job says both")
  func nothing() {
    let report = FleetReport(
      statistics([
        Make.node(1) {
          $0.add(.job("slurm:a/3"), [5])
          $0.addJob("slurm:a/3", team: "blue", end: $0.end, processorSeconds: 5)
        }
      ]))
    #expect(report.unusedTable().rows.isEmpty)
    let page = String(decoding: HTMLReport.bytes(report), as: UTF8.self)
    #expect(!page.contains("Reserved and not used"))
  }

  @Test("leaves a node out of which one epoch says what a job reserved and not what it used")
  func epochs() {
    let found = statistics([
      Make.node(1) {
        $0.add(.job("slurm:a/1"), Self.whole(5))
        $0.addJob("slurm:a/1", end: $0.end, processorSeconds: 1800, cores: Self.hour)
        $0.addJob("slurm:a/1", end: $0.end, cores: Self.hour)
      }
    ])
    #expect(found.jobs["slurm:a/1"]?.reservedUse.ratio == nil)
    #expect(found.jobs["slurm:a/1"]?.processorSeconds == nil)
  }

  @Test("energy in accelerators is that of their rows, and unknown where there are none")
  func accelerators() throws {
    let report = FleetReport(
      statistics([
        Make.node(1) {
          $0.add(.job("slurm:a/1"), .package, [700])
          $0.add(.job("slurm:a/1"), .accelerator, [200, 100])
          $0.add(.bucket(.unallocated), .accelerator, [40])
          $0.add(.job("slurm:a/2"), .package, [60])
          $0.addJob("slurm:a/1", team: "red")
          $0.addJob("slurm:a/2", team: "blue")
        }
      ]))
    let table = report.ownerTable(report.owners[0])
    let place = try #require(table.columns.firstIndex { $0.key == "accelerator_uj" })
    #expect(table.rows.map { $0[1] } == [.text("red"), .text("blue"), .text("idle")])
    #expect(table.rows.map { $0[place] } == [.whole(300), .absent, .whole(40)])
    #expect(table.total?[place] == .whole(340))
    // 300 of 1,000; all of what was idle; 340 of 1,100.
    #expect(table.rows.map { $0[place + 1] } == [.real(0.3), .absent, .real(1)])
    #expect(table.total?[place + 1] == .real(340.0 / 1100))
  }
}
