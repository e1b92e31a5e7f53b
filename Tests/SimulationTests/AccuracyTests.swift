import Foundation
import Simulation
import Testing

/// How far the ledger's joules per job are from the truth, beside peers' formulas, on nodes and jobs
/// that nobody has looked at while it was made. See docs/accuracy.md.
///
/// A short run. With tables for the reader where `NODEPROBE_ACCURACY` is `short`, then on all held-out seeds where
/// it is `long`, on the seeds for development where it is `development`.
@Suite("Accuracy")
struct AccuracyTests {
  private static let wish = ProcessInfo.processInfo.environment["NODEPROBE_ACCURACY"]
  private static let hasTables = wish != nil
  private static let seeds =
    switch wish {
    case "long": Seeds.heldOut
    case "development": Seeds.development
    default: Seeds.heldOut.lowerBound...900_003
    }
  private static let duration = wish == "long" ? 600.0 : 300
  private static let comparison = Comparison(
    [
      Nodeprobe.self, CountingNodeprobe.self, Kepler.self, Scaphandre.self, CEEMS.self,
      GreenMetricsTool.self,
    ],
    seeds: seeds, duration: duration)

  private func cells(_ regime: Regime) throws -> [Comparison.Cell] {
    try #require(Self.comparison.rows.first { $0.regime == regime }).cells
  }

  /// The ledger by CPU time, by processors' counters, and the others.
  private func errors(_ regime: Regime) throws -> (time: Double, counters: Double, peers: [Double])
  {
    let errors = try cells(regime).map(\.full)
    return (errors[0], errors[1], Array(errors.dropFirst(2)))
  }

  @Test(
    "the mean error of a job's full energy stays below its regime's bound",
    arguments: [
      (Regime.oneBigJob, 0.01), (.idleHeavy, 0.07), (.accelerators, 0.1), (.manySmall, 0.18),
      (.shortJobs, 0.16), (.mixedInstructions, 0.18), (.wallMeter, 0.2), (.siblingPairs, 0.26),
      (.edgeBoard, 0.22), (.twoSockets, 0.25), (.oversubscribed, 0.3),
    ])
  func full(regime: Regime, bound: Double) throws {
    #expect(try errors(regime).time < bound)
  }

  @Test(
    "it stays below a lower one where processors' counters divide",
    arguments: [
      (Regime.oneBigJob, 0.01), (.idleHeavy, 0.04), (.accelerators, 0.07), (.manySmall, 0.13),
      (.shortJobs, 0.1), (.mixedInstructions, 0.17), (.wallMeter, 0.14), (.siblingPairs, 0.19),
      (.edgeBoard, 0.18), (.twoSockets, 0.16), (.oversubscribed, 0.16),
    ])
  func counted(regime: Regime, bound: Double) throws {
    #expect(try errors(regime).counters < bound)
  }

  @Test("counters take a quarter off the error of CPU time, in the mean of all regimes")
  func gain() throws {
    var (counters, time) = (0.0, 0.0)
    for regime in Regime.allCases {
      let errors = try errors(regime)
      counters += errors.counters
      time += errors.time
    }
    #expect(counters < time * 0.75)
  }

  @Test(
    "and then below a third of the best peer's in more regimes",
    arguments: [
      Regime.idleHeavy, .shortJobs, .edgeBoard, .wallMeter, .accelerators, .manySmall,
    ])
  func countedThird(regime: Regime) throws {
    let errors = try errors(regime)
    #expect(try errors.counters < #require(errors.peers.min()) / 3)
  }

  @Test(
    "the error of full energy is below a third of the best peer's",
    arguments: [
      Regime.idleHeavy, .shortJobs, .edgeBoard, .wallMeter,
    ])
  func third(regime: Regime) throws {
    let errors = try errors(regime)
    #expect(try errors.time < #require(errors.peers.min()) / 3)
  }

  // Where everybody runs everywhere all the time, peers are a little better.
  @Test(
    "no peer is better in full energy where jobs are not oversubscribed",
    arguments: Regime.allCases.filter { $0 != .oversubscribed })
  func best(regime: Regime) throws {
    let errors = try errors(regime)
    for peer in errors.peers { #expect(errors.time < peer + 0.005) }
  }

  @Test("all that a meter counted reaches somebody", arguments: Regime.allCases)
  func losses(regime: Regime) throws {
    // A table's figure is not the node's energy.
    guard regime != .edgeBoard else { return }
    for cell in try cells(regime).prefix(2) { #expect(abs(cell.lost) < 0.005) }
  }

  @Test("tables of all seeds", .enabled(if: AccuracyTests.hasTables))
  func tables() {
    let comparison = Self.comparison
    print(comparison.table("Mean error per job, full energy", \.full))
    print(comparison.table("Its standard error over the seeds", \.fullDeviation))
    print(comparison.table("Mean error per job, dynamic energy", \.dynamic))
    print(comparison.table("Error by energy, full", \.fullEnergy))
    print(comparison.table("Error by energy, dynamic", \.dynamicEnergy))
    print(comparison.table("Energy that reached nobody", \.lost))
    print("Best division by one counter, full and dynamic: CPU time, the same by socket, cycles")
    for regime in Regime.allCases where regime != .edgeBoard {
      var line = regime.rawValue
      for weight in Oracle.Weight.allCases {
        let scores = Self.seeds.map { Oracle(weight: weight).scores(regime.scenario(seed: $0)) }
        for figure in [scores.map(\.full.meanError), scores.map(\.dynamic.meanError)] {
          let mean = figure.reduce(0, +) / Double(figure.count)
          line += "  \((mean * 1000).rounded() / 10) %"
        }
      }
      print(line)
    }
    #expect(comparison.rows.count == Regime.allCases.count)
  }
}
