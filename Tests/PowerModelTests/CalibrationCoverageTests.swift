import Foundation
import NodeModel
import TestSupport
import Testing

@testable import PowerModel

/// A node whose power does not follow the model's formula: work of two kinds costs differently, bends with
/// utilization, and its clock falls while it is busy.
private struct BentNode {
  let idle: Double
  let uncore: Double
  let arithmetic: Double
  let memory: Double
  /// The exponent of utilization: the model says 1.
  let bend: Double
  /// The exponent of frequency: the model says 3.
  let steepness: Double
  /// How much of its clock it loses at full load.
  let droop: Double

  init(_ random: inout SeededRandom) {
    idle = Double.random(in: 3...200, using: &random)
    uncore = idle * Double.random(in: 0...0.6, using: &random)
    arithmetic = idle * Double.random(in: 0.5...4, using: &random)
    memory = arithmetic * Double.random(in: 0.6...1.3, using: &random)
    bend = Double.random(in: 0.8...1.2, using: &random)
    steepness = Double.random(in: 1.5...3, using: &random)
    droop = Double.random(in: 0...0.2, using: &random)
  }

  func hertz(_ load: Double) -> Double { 3.5e9 * (1 - droop * load) }

  /// Watts where a part of the work is arithmetic.
  func watts(_ load: Double, arithmetic share: Double) -> Double {
    let work = arithmetic * share + memory * (1 - share)
    return idle + uncore * min(4 * load, 1)
      + work * pow(load, bend) * pow(hertz(load) / 3.5e9, steepness)
  }
}

@Suite("The bounds of a model fitted on this node")
struct CalibrationCoverageTests {
  private static let machine = MachineIdentity(threads: 8)

  /// The steps of `probe calibrate`: idle, then five levels of two kinds of work.
  private static func samples(
    of node: BentNode, _ random: inout SeededRandom
  ) -> [CalibrationSample] {
    let levels = [0.1, 0.25, 0.5, 0.75, 1]
    let steps = [(0.0, 1.0)] + levels.flatMap { [($0, 1.0), ($0, 0.0)] }
    return steps.enumerated().flatMap { number, step in
      (0..<8).map { _ in
        let watts = node.watts(step.0, arithmetic: step.1)
        let read = watts * Double.random(in: 0.99...1.01, using: &random)
        return CalibrationSample(
          step: number, utilization: UInt32(step.0 * 1e6), hertz: UInt64(node.hertz(step.0)),
          microwatts: UInt64(read * 1e6))
      }
    }
  }

  @Test("hold on loads that it did not see in at least 95 of 100 draws")
  func heldOut() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    var (inside, draws) = (0, 0)
    for _ in 0..<300 {
      let node = BentNode(&random)
      let calibration = try Calibration(
        fitting: Self.samples(of: node, &random), of: Self.machine, scope: .node, meter: "plug",
        instrument: EnergyBounds(10_000), made: 0)
      let model = try CalibratedModel(calibration, on: Self.machine)
      for _ in 0..<100 {
        let load = Double.random(in: 0...1, using: &random)
        let truth = node.watts(load, arithmetic: Double.random(in: 0...1, using: &random))
        let power = model.power(
          at: UInt32(load * 1e6), hertz: UInt64(node.hertz(load)))
        inside += Int(power.low)...Int(power.high) ~= Int(truth * 1e6) ? 1 : 0
        draws += 1
      }
    }
    print("\(inside) of \(draws) inside")
    #expect(draws == 30_000)
    #expect(inside * 100 >= draws * 95, "seed \(seed): \(inside) of \(draws)")
  }

  @Test("are not so wide that they say nothing: below 25 % for half of such nodes")
  func width() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    var widths: [UInt32] = []
    for _ in 0..<300 {
      let node = BentNode(&random)
      let calibration = try Calibration(
        fitting: Self.samples(of: node, &random), of: Self.machine, scope: .node, meter: "plug",
        instrument: nil, made: 0)
      widths.append(max(calibration.bounds.below, calibration.bounds.above))
    }
    widths.sort()
    print("bounds of \(widths[150] / 1000) per mille in the median")
    #expect(widths[150] < 250_000, "seed \(seed): \(widths[150]) in the median")
  }
}
