import BenchKit
import Foundation
import LinuxFiles
import NodeModel
import PowerModel
import Probes
import TestSupport
import Testing

@testable import probe

@Suite("A run of probe calibrate")
struct CalibrationRunTests {
  private static let machine = MachineIdentity(threads: 4)

  private static func run(
    _ stage: any CalibrationStage, seconds: Double = CalibrationPlan.quickSeconds,
    clocks: Bool = false
  ) throws -> [CalibrationSample] {
    let plan = CalibrationPlan(seconds: seconds, clocks: clocks)
    return try CalibrationRun(plan: plan, stage: stage).samples { _, _ in }
  }

  @Test("loads the node step by step, and waits until power is steady before it looks")
  func steps() throws {
    let stage = FormulaStage()
    let samples = try Self.run(stage)
    #expect(
      stage.steps.map(\.title) == [
        "idle", "10 % arithmetic", "10 % memory", "25 % arithmetic", "25 % memory",
        "50 % arithmetic", "50 % memory", "75 % arithmetic", "75 % memory", "100 % arithmetic",
        "100 % memory",
      ])
    #expect(Set(samples.map(\.step)) == Set(0..<11))
    for sample in samples {
      let step = stage.steps[sample.step]
      #expect(sample.load == step.load)
      #expect(abs(Int(sample.utilization) - Int(step.share * 1e6)) <= 1)
      // The first second of a step, which drew less, is in none.
      let truth = FormulaStage.watts(step.share, UInt64(3e9 * (1 - 0.2 * step.share)), step.mix)
      #expect(abs(Double(sample.microwatts) / 1e6 - truth) < 1e-3)
    }
  }

  @Test("finds the formula that the node draws by, and bounds that hold the work of both kinds")
  func fit() throws {
    let stage = FormulaStage()
    let calibration = try Calibration(
      fitting: Self.run(stage, seconds: 165, clocks: true), of: Self.machine, scope: .node,
      meter: "formula", instrument: .exact, made: 0)
    let model = try CalibratedModel(calibration, on: Self.machine)
    #expect(abs(calibration.coefficients.constant - 40) < 2)
    for mix in LoadMix.allCases {
      for load in stride(from: 0.0, through: 1, by: 0.05) {
        let hertz = UInt64(3e9 * (1 - 0.2 * load))
        let power = model.power(at: UInt32(load * 1e6), hertz: hertz)
        let truth = FormulaStage.watts(load, hertz, mix) * 1e6
        #expect((Double(power.low)...Double(power.high)).contains(truth), "\(load) \(mix)")
      }
    }
    // The two kinds differ by 10 % at most, so bounds of 25 % would be those of another fit.
    #expect(calibration.bounds.above < 250_000)
  }

  @Test("of a tree with a counter, read as the agent reads it, finds the formula of its package")
  func tree() throws {
    let stage = try TreeStage()
    let node = try #require(stage.node)
    #expect(node.name == "rapl" && node.scope == .package)
    // Powercap's packages are good for 5 % to both sides.
    #expect(node.bounds == EnergyBounds(50_000))
    let calibration = try Calibration(
      fitting: Self.run(stage), of: stage.machine, scope: node.scope, meter: node.name,
      instrument: node.bounds, made: 0)
    let model = try CalibratedModel(calibration, on: stage.machine)
    for load in stride(from: 0.0, through: 1, by: 0.1) {
      let watts = Double(model.power(at: UInt32(load * 1e6), hertz: nil).value) / 1e6
      #expect(abs(watts / TreeStage.watts(load) - 1) < 0.01, "\(load): \(watts) W")
    }
    // Nothing is left over but the counter's own error.
    #expect((50_000...60_000).contains(calibration.bounds.above))
  }

  @Test("says at once that the node is not idle, or cannot be loaded")
  func spoiled() {
    func refusal(_ background: Double) -> CalibrationRefusal? {
      let stage = FormulaStage()
      stage.background = background
      do {
        _ = try Self.run(stage)
        return nil
      } catch {
        #expect(stage.steps.count == (background > 0 ? 1 : 10))
        return error as? CalibrationRefusal
      }
    }
    #expect(refusal(0.07) == .notIdle(percent: 7))
    #expect(refusal(-0.2) == .notLoaded(percent: 80))
  }

  @Test("ends where the meter says too little, and where somebody presses Ctrl-C")
  func ends() {
    let silent = FormulaMeter()
    silent.isSilent = true
    #expect {
      _ = try Self.run(FormulaStage(silent))
    } throws: { error in
      "\(error)".hasPrefix("formula: 0 readings while the node was idle, at least 3 are needed")
    }
    let stage = FormulaStage()
    stage.interruptedStep = 4
    #expect {
      _ = try Self.run(stage)
    } throws: { error in
      if case CalibrationFailure.interrupted = error { true } else { false }
    }
    #expect(stage.steps.count == 5)
  }
}
