import NodeModel
import Testing

@testable import FleetKit

@Suite("Levels of measurement")
struct MeasurementLevelTests {
  @Test(
    "the fraction of a machine behind meters has a level by its share, its power and its nodes",
    arguments: [
      (1.0, 90.0, 1, MeasurementLevel.three), (0.125, 10_000, 15, .two), (0.9, 9999, 15, .one),
      (0.124, 20_000, 15, .one), (0.1, 2000, 15, .one), (0.1, 1999, 15, .none),
      (0.099, 20_000, 100, .none), (0.5, 20_000, 14, .none), (0, 0, 0, .none),
    ])
  func fraction(_ share: Double, _ watts: Double, _ nodes: Int, _ level: MeasurementLevel) {
    #expect(MeasurementLevel.ofMachineFraction(share, watts: watts, nodes: nodes) == level)
  }

  @Test("power behind meters is that of the metered nodes, however long the others were seen")
  func power() {
    // 15 nodes of 100 W for an hour; 45 others for five minutes: 1.5 kW, where 2 kW are asked for.
    let metered = (1...15).map { number in
      Make.node(number, site: "hall") {
        $0.add(.bucket(.system), .rest, Array(repeating: 30_000_000_000, count: 12), tier: .wall)
      }
    }
    let others = (16...60).map { number in
      Make.node(number, site: "hall") {
        $0.add(.bucket(.system), .rest, [30_000_000_000], tier: .table)
      }
    }
    let site = statistics(metered + others).sites["hall"]
    #expect(site?.wallShare == 0.8 && site?.meteredNodes == 15)
    #expect(site?.machineFraction == MeasurementLevel.none)
  }

  @Test("a site has at most level 1 by its reports, and none without meters")
  func sites() throws {
    let report = FleetReport(
      statistics([
        Make.node(1, site: "walled") {
          $0.add(.job("slurm:a/1"), .package, [600, 600], tier: .components)
          $0.add(.job("slurm:a/1"), .rest, [400, 400], tier: .wall)
        },
        // The meter was there for one slot of two: half of the energy, of one node.
        Make.node(2, site: "half") {
          $0.add(.job("slurm:a/2"), .package, [500, 500])
          $0.add(.job("slurm:a/2"), .rest, [500], tier: .wall)
          $0.add(.bucket(.system), .rest, [0, 500], tier: .table)
        },
        Make.node(3, site: "bare") { $0.add(.job("slurm:a/3"), [500]) },
        // Of this one nobody saw any energy.
        Make.node(4, site: "dark"),
      ]))
    let sites = report.statistics.sites
    #expect(sites["walled"]?.wallShare == 1 && sites["walled"]?.machineFraction == .three)
    #expect(sites["walled"]?.measurementLevel == .one && sites["walled"]?.meteredNodes == 1)
    #expect(
      sites["half"]?.wallShare == 0.5 && sites["half"]?.measurementLevel == MeasurementLevel.none)
    #expect(sites["bare"]?.wallShare == 0 && sites["bare"]?.meteredNodes == 0)
    #expect(sites["dark"]?.wallShare == nil && sites["dark"]?.measurementLevel == nil)
    #expect(
      report.levelTable.rows == [
        [
          .text("L1"), .text("L3"), .whole(1), .whole(2000), .real(1), .text("walled"),
        ],
        [
          .text("none"), .text("none"), .whole(2), .whole(2500), .real(0.4), .text("bare, half"),
        ],
      ])
  }
}
