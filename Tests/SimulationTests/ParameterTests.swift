import Testing

@testable import Simulation

@Suite struct ParameterTests {
  /// Worked out by a transcription of the authors' C into Python.
  @Test("random numbers are those of xoshiro256++")
  func xoshiro() {
    var random = RandomSource(state: (1, 2, 3, 4))
    let drawn = (0..<5).map { _ in random.next() }
    #expect(
      drawn == [
        41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386,
        9_228_616_714_210_784_205,
      ])
  }

  @Test("waiting times and normal numbers have the mean and the spread that were asked for")
  func moments() {
    var random = RandomSource(seed: 7)
    let waits = (0..<20_000).map { _ in random.exponential(mean: 3) }
    let normals = (0..<20_000).map { _ in random.normal() }
    // Five standard errors: 3 / √20000 and 1 / √20000.
    #expect(abs(waits.reduce(0, +) / 20_000 - 3) < 0.107)
    #expect(abs(normals.reduce(0, +) / 20_000) < 0.036)
    #expect(abs(normals.reduce(0) { $0 + $1 * $1 } / 20_000 - 1) < 0.05)
  }

  @Test("turbo falls from one core's limit to all cores', and voltage rises with frequency")
  func curve() {
    let curve = FrequencyCurve(
      lowest: 1, allCores: 2.6, oneCore: 3.4, turboShape: 1, vectorOffset: 0.3, followsUse: false,
      voltages: 0.7...1.1, voltageShape: 1)
    #expect(curve.limit(awake: 1, of: 9) == 3.4)
    #expect(abs(curve.limit(awake: 5, of: 9) - 3) < 1e-12)
    #expect(abs(curve.limit(awake: 9, of: 9) - 2.6) < 1e-12)
    // Half way between 1.0 and 3.4 GHz: 0.9 V.
    #expect(abs(curve.squaredVoltage(at: 2.2) - 0.81) < 1e-12)
    #expect(abs(curve.squaredVoltage(at: 3.4) - 1.21) < 1e-12)
    #expect(abs(curve.squaredVoltage(at: 0.5) - 0.49) < 1e-12)
  }

  @Test("a supply's loss is what is between its load and the wall")
  func supply() {
    let supply = SupplyParameters(
      fixedLoss: 5, linearLoss: 0.03, squareLoss: 1e-4, regulatorLinear: 0.1, regulatorSquare: 1e-3)
    // 5 + 0.03 · 200 + 1e-4 · 40000 = 15.
    #expect(abs(supply.supplyLoss(at: 200) - 15) < 1e-12)
    #expect(abs(supply.load(atWall: 215) - 200) < 1e-9)
    // 0.1 · 100 + 1e-3 · 10000 = 20.
    #expect(abs(supply.regulatorLoss(at: 100) - 20) < 1e-12)
  }

  @Test("fans draw the cube of their speed, and no more than at full speed")
  func fans() {
    let fans = FanParameters(fullWatts: 64, idleSpeed: 0.25, speedPerKelvin: 0.025)
    #expect(fans.watts(kelvin: 0) == 1)
    #expect(abs(fans.watts(kelvin: 10) - 8) < 1e-12)
    #expect(fans.watts(kelvin: 100) == 64)
  }

  @Test("relative switching is 0.3 and 0.35 an instruction, times what the data make of it")
  func mix() {
    let mix = Mix(instructionsPerCycle: 2, activity: 1.5, traffic: 0, isVector: true)
    #expect(abs(mix.switching - 1.5) < 1e-12)
    #expect(mix.share(of: 0.6) == 0.6)
    let waiting = Mix(instructionsPerCycle: 0.4, activity: 1, traffic: 1e9, isVector: false)
    #expect(abs(waiting.share(of: 0.6) - 0.8) < 1e-12)
  }
}
