import NodeModel
import Testing

@testable import FleetKit

@Suite("Jobs that do not say their CPU time")
struct SilentJobTests {
  /// A row of which all slots are known.
  private static let hour = [UInt64](repeating: 1, count: 12)

  @Test("make their node one of which nobody knows how busy its CPUs were")
  func utilization() {
    let found = statistics([
      Make.node(1, site: "whole") {
        $0.facts.threads = 4
        $0.add(.job("slurm:a/1"), Self.hour)
        $0.addJob("slurm:a/1", end: $0.end, processorSeconds: 7200)
      },
      // One that has ended said nothing, and one that runs says what it used.
      Make.node(2, site: "part") {
        $0.facts.threads = 4
        $0.add(.job("slurm:a/2"), Self.hour)
        $0.add(.job("slurm:a/3"), Self.hour)
        $0.addJob("slurm:a/2", end: $0.start + 60_000_000_000)
        $0.addJob("slurm:a/3", processorSeconds: 7200)
      },
      // Of one that has rows no report says anything.
      Make.node(3, site: "unnamed") {
        $0.facts.threads = 4
        $0.add(.job("slurm:a/4"), Self.hour)
        $0.add(.job("slurm:a/5"), Self.hour)
        $0.addJob("slurm:a/4", processorSeconds: 7200)
      },
      // One epoch of a job says it, the other does not.
      Make.node(4, site: "epochs") {
        $0.facts.threads = 4
        $0.add(.job("slurm:a/6"), Self.hour)
        $0.addJob("slurm:a/6", end: $0.start + 60_000_000_000)
        $0.addJob("slurm:a/6", processorSeconds: 7200)
      },
      // One without rows has used nothing in this time.
      Make.node(5, site: "idle") {
        $0.facts.threads = 4
        $0.add(.job("slurm:a/7"), Self.hour)
        $0.addJob("slurm:a/7", processorSeconds: 7200)
        $0.addJob("slurm:a/8")
      },
    ])
    // 7,200 s of CPU in an hour of four threads.
    for site in ["whole", "idle"] {
      #expect(found.sites[site]?.utilization.ratio == 0.5, "\(site)")
    }
    for site in ["part", "unnamed", "epochs"] {
      #expect(found.sites[site]?.utilization.ratio == nil, "\(site)")
      #expect(found.sites[site]?.utilization.nodes == 0, "\(site)")
    }
  }

  @Test("a node whose jobs say more than there was is left out, and spoils no other one")
  func impossible() {
    let found = statistics(
      [(UInt64(1), 43_200.0), (2, 3600), (3, 4 * 3680)].map { number, seconds in
        Make.node(number, site: "a") {
          $0.facts.threads = 4
          $0.add(.job("slurm:a/1"), Self.hour)
          $0.addJob("slurm:a/1", processorSeconds: seconds)
        }
      })
    // Three times as much as four threads have, a quarter of it, and 2.2 % more than it.
    #expect(found.sites["a"]?.utilization.nodes == 1)
    #expect(found.sites["a"]?.utilization.ratio == 0.25)
  }

  @Test("leave their team without a CPU time, and all teams together")
  func teams() throws {
    let nodes = [
      Make.node(1) {
        $0.add(.job("slurm:a/1"), [300])
        $0.add(.job("slurm:a/2"), [200])
        $0.add(.job("slurm:a/3"), [100])
        $0.addJob("slurm:a/1", team: "red", end: $0.end, processorSeconds: 50)
        $0.addJob("slurm:a/2", team: "red", end: $0.end, processorSeconds: 7)
        $0.addJob("slurm:a/3", team: "blue", end: $0.end, processorSeconds: 3)
      },
      Make.node(2) {
        $0.add(.job("slurm:a/3"), [1])
        $0.addJob("slurm:a/3", team: "blue", end: $0.end)
      },
    ]
    func times(_ nodes: [MergedNode]) throws -> [ReportTable.Cell] {
      let report = report(nodes)
      let table = report.ownerTable(report.owners[0])
      let place = try #require(table.columns.firstIndex { $0.key == "cpu_seconds" })
      #expect(table.rows.map { $0[1] } == [.text("red"), .text("blue")])
      return table.rows.map { $0[place] } + [try #require(table.total)[place]]
    }
    #expect(try times([nodes[0]]) == [.real(57), .real(3), .real(60)])
    #expect(try times(nodes) == [.real(57), .absent, .absent])
  }
}
