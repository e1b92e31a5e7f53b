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
