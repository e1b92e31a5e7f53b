import Simulation
import Testing

/// What peers' formulas do on simulated nodes; the tables are printed for the reader.
@Suite struct ComparisonTests {
  private var peers: [any AttributionMethod.Type] {
    [Kepler.self, Scaphandre.self, CEEMS.self, GreenMetricsTool.self]
  }

  @Test("peers' known weaknesses show in the regimes where they are known")
  func weaknesses() throws {
    let comparison = Comparison(peers, seeds: 1...2, duration: 300)
    print(comparison.table("Mean error per job, full energy", \.full))
    print(comparison.table("Mean error per job, dynamic energy", \.dynamic))
    print(comparison.table("Energy that reached nobody", \.lost))
    func cell(_ regime: Regime, _ peer: Int) throws -> Comparison.Cell {
      try #require(comparison.rows.first { $0.regime == regime }).cells[peer]
    }
    // Without a counter none of them has anything to share.
    for peer in peers.indices {
      #expect(try cell(.edgeBoard, peer).full == 1)
      #expect(try cell(.edgeBoard, peer).lost == 1)
    }
    // Kepler: idle power counts as idle by utilization only, so active power is far too low on a
    // quiet node.
    #expect(try cell(.idleHeavy, 0).dynamic > 0.5)
    // Scaphandre: the idle processors' share reaches nobody.
    #expect(try cell(.idleHeavy, 1).lost > 0.8)
    // CEEMS: who runs pays all idle power.
    #expect(try cell(.idleHeavy, 2).dynamic > 1)
    // Whoever walks the living misses most jobs that live shorter than an interval.
    for peer in peers.indices { #expect(try cell(.shortJobs, peer).full > 0.5) }
    // A job that has the node for itself is nobody's problem.
    #expect(try cell(.oneBigJob, 3).full < 0.1)
  }
}
