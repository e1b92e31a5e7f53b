import Testing

@testable import Simulation

@Suite struct NodeDesignTests {
  private static func nodes() -> [(String, NodeParameters)] {
    var found: [(String, NodeParameters)] = []
    for seed in UInt64(1)...6 {
      var random = RandomSource(seed: seed)
      found.append(("server \(seed)", NodeDesign.server(&random).0.make(&random)))
      found.append(("small \(seed)", NodeDesign.small(&random).0.make(&random)))
      found.append(("board \(seed)", NodeDesign.board(&random).make(&random)))
    }
    return found
  }

  /// Mean watts at the wall in the last of two spans of so many seconds, with the reference mix on
  /// these cores.
  private func wall(
    _ node: NodeParameters, cores: some Sequence<Int>, seconds: Double = 200
  ) -> Double {
    var stage = Stage(node)
    for core in cores {
      for thread in 0..<node.threadsPerCore { stage.add(on: [core + thread * node.cores]) }
    }
    let short = stage.run(seconds: seconds).node.full(of: Component.allCases)
    let long = stage.run(seconds: seconds * 2).node.full(of: Component.allCases)
    return Double(long - short) / 1e6 / seconds
  }

  @Test("a node with nothing to do draws at the wall what it was drawn for")
  func idle() {
    for (name, node) in Self.nodes() {
      let watts = wall(node, cores: [], seconds: 20)
      #expect(abs(watts / node.aimedWall.idle - 1) < 1e-6, "\(name): \(watts)")
    }
  }

  @Test("a node with all threads busy draws at the wall what it was drawn for, within 3 %")
  func full() {
    for (name, node) in Self.nodes() {
      let watts = wall(node, cores: 0..<node.cores)
      #expect(abs(watts / node.aimedWall.full - 1) < 0.03, "\(name): \(watts)")
    }
  }

  /// Measured servers: 75 % of the rated power at half load, 12 % at none, 102 % at full
  /// (`tdp_load_curve.csv`).
  @Test("half the cores take more than half of what all cores add, as on measured servers")
  func turbo() {
    for (name, node) in Self.nodes().filter({ $0.0.hasPrefix("server") }) {
      let half = wall(node, cores: stride(from: 0, to: node.cores, by: 2))
      let share =
        (half - node.aimedWall.idle) / (node.aimedWall.full - node.aimedWall.idle)
      #expect(share > 0.5, "\(name): \(share)")
      #expect(share < 0.85, "\(name): \(share)")
    }
  }

  @Test("drawn nodes stay between their row's 10th and 90th percentile")
  func rows() throws {
    for seed in UInt64(1)...20 {
      var random = RandomSource(seed: seed)
      let (design, row) = NodeDesign.server(&random)
      let node = design.make(&random)
      let threads = Double(node.processors)
      #expect(row.idle.contains(node.aimedWall.idle / threads), "seed \(seed)")
      #expect(row.full.contains(node.aimedWall.full / threads), "seed \(seed)")
    }
  }

  @Test("no node has a negative part")
  func parts() {
    for (name, node) in Self.nodes() {
      let figures = [
        node.boardIdle, node.socket.idle, node.socket.switchingUnit, node.socket.awakeUnit,
        node.socket.uncoreAwake, node.socket.leakage, node.memory.idle, node.memory.awake,
        node.memory.joulesPerByte, node.socket.thermalResistance,
      ]
      #expect(figures.allSatisfy { $0 > 0 && $0.isFinite }, "\(name): \(figures)")
    }
  }
}
