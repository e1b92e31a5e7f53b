/// Methods over many seeds of each regime, as a table.
public struct Comparison: Sendable {
  /// The means over the seeds, for one regime and one method.
  public struct Cell: Sendable {
    /// Mean error per job, of activity and of what stands idle.
    public var full = 0.0
    /// Mean error per job, of activity alone.
    public var dynamic = 0.0
    /// Error by energy, of activity and of what stands idle.
    public var fullEnergy = 0.0
    /// Error by energy, of activity alone.
    public var dynamicEnergy = 0.0
    /// The share of the node's energy that reached nobody.
    public var lost = 0.0
    /// Mean error per job, of activity and of what stands idle, on each seed.
    public var fullBySeed: [Double] = []
    /// How far `full` may be from the mean over all nodes and loads: its standard error over the seeds.
    public var fullDeviation: Double {
      let count = Double(fullBySeed.count)
      guard count > 1 else { return 0 }
      let squares = fullBySeed.reduce(0) { $0 + ($1 - full) * ($1 - full) }
      return (squares / (count - 1) / count).squareRoot()
    }
  }

  /// In the order in which they stand in each row.
  public let names: [String]
  /// One row a regime.
  public private(set) var rows: [(regime: Regime, cells: [Cell])] = []

  /// Runs every regime with every seed.
  public init(
    _ methods: [any AttributionMethod.Type], regimes: [Regime] = Regime.allCases,
    seeds: ClosedRange<UInt64>, duration: Double = 600, every period: Double = 1,
    causation: Causation = .switching
  ) {
    names = methods.map { $0.name }
    for regime in regimes {
      var cells = [Cell](repeating: Cell(), count: methods.count)
      for seed in seeds {
        let scenario = regime.scenario(seed: seed, duration: duration, causation: causation)
        let trial = Trial(scenario, every: period, methods)
        for (index, result) in trial.results.enumerated() {
          cells[index].full += result.full.meanError / Double(seeds.count)
          cells[index].fullBySeed.append(result.full.meanError)
          cells[index].dynamic += result.dynamic.meanError / Double(seeds.count)
          cells[index].fullEnergy += result.full.energyError / Double(seeds.count)
          cells[index].dynamicEnergy += result.dynamic.energyError / Double(seeds.count)
          cells[index].lost += result.full.lost / Double(seeds.count)
        }
      }
      rows.append((regime, cells))
    }
  }

  /// One figure of all cells in percent, as text.
  public func table(_ title: String, _ figure: KeyPath<Cell, Double>) -> String {
    func padded(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(width - text.count, 0)) + text
    }
    var lines = [title]
    lines.append(padded("", 16) + names.map { padded($0, 12) }.joined())
    for row in rows {
      let figures = row.cells.map { cell -> String in
        let tenths = Int((cell[keyPath: figure] * 1000).rounded())
        return padded("\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10) %", 12)
      }
      lines.append(padded(row.regime.rawValue, 16) + figures.joined())
    }
    return lines.joined(separator: "\n")
  }
}
