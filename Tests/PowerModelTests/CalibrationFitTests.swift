import NodeModel
import TestSupport
import Testing

@testable import PowerModel

@Suite("A model fitted on this node")
struct CalibrationFitTests {
  private static let machine = MachineIdentity(
    cpu: CPUIdentity(vendor: "GenuineIntel", family: 6, model: 85, stepping: 7), threads: 40)

  /// Load in percent and frequency in MHz of the steps, idle and full load among them.
  private static let plan: [(Int, UInt64)] = [
    (0, 1200), (10, 3000), (25, 3000), (50, 3000), (75, 3000), (100, 3000),
    (50, 2000), (100, 2000), (50, 1500), (100, 1500),
  ]

  /// Samples of 50 + 20 min(4u, 1) + 30 u + 60 u (f / 3 GHz)³ watts, each times what `noise` says.
  private static func samples(
    _ plan: [(Int, UInt64)] = plan, each count: Int = 10, noise: () -> Double = { 1 }
  ) -> [CalibrationSample] {
    plan.enumerated().flatMap { step, load in
      (0..<count).map { _ in
        let (u, ratio) = (Double(load.0) / 100, Double(load.1) / 3000)
        let watts = 50 + 20 * min(4 * u, 1) + 30 * u + 60 * u * ratio * ratio * ratio
        return CalibrationSample(
          step: step * 7, utilization: UInt32(load.0) * 10_000, hertz: load.1 * 1_000_000,
          microwatts: UInt64(watts * noise() * 1e6))
      }
    }
  }

  private static func fit(
    _ samples: [CalibrationSample], instrument: EnergyBounds? = .exact
  ) throws(CalibrationRefusal) -> Calibration {
    try Calibration(
      fitting: samples, of: machine, scope: .node, meter: "plug", instrument: instrument, made: 0)
  }

  @Test("finds the parts that made the samples, and says that nothing is left over")
  func exact() throws {
    let calibration = try Self.fit(Self.samples())
    for (found, truth) in zip(calibration.coefficients.all, [50, 20, 30, 60]) {
      #expect(abs(found - Double(truth)) < 0.001)
    }
    #expect(calibration.referenceHertz == 3_000_000_000)
    #expect(calibration.bounds.below <= 1 && calibration.bounds.above <= 1)
    #expect(calibration.steps.count == 10 && calibration.steps[3].samples == 10)
    #expect(calibration.steps[3].utilization == 0.5)
    #expect(calibration.steps[9].hertz == 1_500_000_000)
    // 50 + 20 + 30 + 60 / 8.
    #expect(abs(calibration.steps[9].watts - 107.5) < 1e-5)
  }

  @Test("does without frequency where it is not known or never changed")
  func withoutFrequency() throws {
    let steady = Self.plan.filter { $0.1 == 3000 || $0.0 == 0 }
    let calibration = try Self.fit(Self.samples(steady))
    #expect(calibration.referenceHertz == nil && calibration.coefficients.scaled == 0)
    // At one frequency 30 u and 60 u are one part.
    #expect(abs(calibration.coefficients.busy - 90) < 0.001)
    let unknown = Self.samples(steady).map {
      CalibrationSample(
        step: $0.step, utilization: $0.utilization, hertz: nil, microwatts: $0.microwatts)
    }
    let same = try Self.fit(unknown)
    #expect(same.coefficients == calibration.coefficients)
    #expect(same.steps.allSatisfy { $0.hertz == nil })
  }

  @Test("has bounds by steps that the fit did not see")
  func heldOut() throws {
    // 100 + 100 u watts, but 180 instead of 150 at half load. By numpy's least squares over all sets of
    // parts, the steps are off by 0, −24.516, 20, −4.616 and −2.428 % from fits without them (at both ends
    // from the fit to all): 14.3404 % in the root mean square, times 2.776 (Student, 4 degrees of freedom).
    let samples = [(0, 100), (25, 125), (50, 180), (75, 175), (100, 200)].enumerated().flatMap {
      step, load in
      (0..<3).map { _ in
        CalibrationSample(
          step: step, utilization: UInt32(load.0) * 10_000, hertz: nil,
          microwatts: UInt64(load.1) * 1_000_000)
      }
    }
    let bounds = try Self.fit(samples).bounds
    #expect((398_087...398_091).contains(bounds.above))
    #expect(bounds.below == bounds.above)
    // As independent errors: √(0.398088² + 0.15²) = 0.425411.
    let meter = EnergyBounds(below: 0, above: 150_000)
    let joined = try Self.fit(samples, instrument: meter)
    #expect((425_409...425_413).contains(joined.bounds.above))
    #expect(joined.bounds.below == bounds.below && joined.meterBounds == meter)
    #expect(try Self.fit(samples, instrument: nil).bounds == bounds)
  }

  @Test("reaches as far as the farthest step, if that is farther than the interval")
  func farthest() {
    // √(0.3² / 10) × 2.262 = 0.2146 to both sides, and one step of ten is at 0.3.
    let spread = CalibrationSpread(Array(repeating: [0, 0], count: 9) + [[0.3, 0.3]])
    #expect(abs(spread.below - 0.21459) < 1e-4)
    #expect(abs(spread.above - 0.3) < 1e-12)
    // Two steps: 12.706 × √((0.04 + 0.01) / 2).
    #expect(abs(CalibrationSpread([[0.2, -0.2], [0.1, 0.1]]).below - 2.00900) < 1e-4)
  }

  @Test("has bounds between which nearly all further samples lie")
  func coverage() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    let noise = { Double.random(in: 0.95...1.05, using: &random) }
    let calibration = try Self.fit(Self.samples(each: 60, noise: noise))
    let model = try CalibratedModel(calibration, on: Self.machine)
    let further = Self.samples(each: 100, noise: noise)
    let inside = further.count {
      let power = model.power(at: $0.utilization, hertz: $0.hertz)
      return (power.low...power.high).contains($0.microwatts)
    }
    #expect(inside >= 950, "seed \(seed): \(inside) of 1000")
  }

  @Test("is refused where the samples cannot tell it, with what is needed")
  func refused() {
    func refusal(_ samples: [CalibrationSample]) -> CalibrationRefusal? {
      do throws(CalibrationRefusal) {
        _ = try Self.fit(samples)
        return nil
      } catch {
        return error
      }
    }
    #expect(refusal([]) == .tooFewSteps(0))
    #expect(refusal(Self.samples([(0, 3000), (50, 3000), (100, 3000)])) == .tooFewSteps(3))
    #expect(refusal(Self.samples(each: 2)) == .tooFewSamples(step: 0))
    #expect(
      refusal(Self.samples([(6, 3000), (25, 3000), (50, 3000), (100, 3000)]))
        == .notIdle(percent: 6))
    #expect(
      refusal(Self.samples([(0, 3000), (25, 3000), (50, 3000), (89, 3000)]))
        == .notLoaded(percent: 89))
    #expect(refusal(Self.samples(noise: { 0 })) == .implausiblePower(step: 0))
    #expect(refusal(Self.samples(noise: { 1e6 })) == .implausiblePower(step: 0))
    #expect("\(CalibrationRefusal.notIdle(percent: 6))".contains("at most 5 % are needed"))
  }

  @Test("has no part below 0 whatever the samples are, and never shows 0")
  func hostile() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    var fitted = 0
    for _ in 0..<100 {
      let noise = { Double.random(in: 0.001...1000, using: &random) }
      guard let calibration = try? Self.fit(Self.samples(each: 3, noise: noise)) else { continue }
      fitted += 1
      #expect(calibration.coefficients.all.allSatisfy { $0 >= 0 }, "seed \(seed)")
      let model = try CalibratedModel(calibration, on: Self.machine)
      for load in stride(from: UInt32(0), through: 1_000_000, by: 50_000) {
        let power = model.power(at: load, hertz: 2_000_000_000)
        #expect(power.value > 0 && power.low <= power.value && power.value <= power.high)
      }
    }
    #expect(fitted > 0)
  }
}
