import NodeModel
import Testing

@testable import BenchKit

@Suite("Modes and steady states")
struct ModeTests {
  private func rising(_ count: Int, from start: Double, by step: Double) -> [Double] {
    (0..<count).map { start + Double($0) * step }
  }

  @Test("two placements of virtual CPUs are two modes with their share")
  func twoModes() {
    let near = rising(6, from: 35, by: 0.125)
    let far = rising(14, from: 55, by: 0.125)
    let split = ModeSplit(of: [near, far])
    #expect(
      split.reported() == [
        BenchMode(median: 35.3125, share: 0.3), BenchMode(median: 55.8125, share: 0.7),
      ])
    #expect(split.main.count == 14)
    #expect(split.prediction.contains(35.3125) && split.prediction.contains(55.8125))
  }

  @Test(
    "modes of any sizes have their own samples, none of the other's",
    arguments: [5, 20, 21, 30, 39, 60])
  func ownSamples(count: Int) {
    let samples = Array(repeating: 50.0, count: count) + Array(repeating: 100, count: 80 - count)
    let groups = ModeDetection.groups(of: samples.shuffled())
    // A fifth of all make a mode.
    #expect(groups.map(\.count) == (count < 16 ? [80] : [count, 80 - count]))
    let noisy = rising(count, from: 50, by: 0.01) + rising(80 - count, from: 100, by: 0.01)
    #expect(ModeDetection.groups(of: noisy).map(\.count) == groups.map(\.count))
  }

  // scipy: logarithms of 98, 100, 102, 100, 100 around their mean and of 196, 204 around theirs have the standard
  // deviation 0.01789120 with 5 degrees of freedom; 0.9 * t.ppf(.975, 5) * that * sqrt(1 + 1/2) = 0.05069428.
  @Test("a mode of two blocks takes its spread from all blocks, each around its own mode")
  func fewBlocks() throws {
    let slow = [98.0, 100, 102, 100, 100].map { Array(repeating: $0, count: 3) }
    let fast = [196.0, 204].map { Array(repeating: $0, count: 3) }
    let split = ModeSplit(of: slow + fast)
    try #require(split.modes.count == 2)
    // 200 over and times exp(0.05069428); by these two blocks alone it would be 135 to 297.
    #expect(abs(split.modes[1].prediction.low - 190.113846) < 0.01)
    #expect(abs(split.modes[1].prediction.high - 210.400246) < 0.01)
    let own = Prediction.interval(of: slow)
    #expect(split.modes[0].prediction == own)
  }

  @Test("where all modes have too few blocks, the range of the values is what is known")
  func fewBlocksInAll() throws {
    let split = ModeSplit(of: [[100, 104, 100, 100, 100], [200, 200, 200, 200, 210], [100, 100]])
    try #require(split.modes.count == 2)
    // Up to 104 over 100, and 210 over 200.
    #expect(abs(split.modes[0].prediction.high - 104) < 1e-9)
    #expect(abs(split.modes[1].prediction.high - 210) < 1e-9)
  }

  @Test("a group of less than a fifth is no mode, nor is a gap of less than 15 %")
  func noModes() {
    let few = rising(3, from: 35, by: 0.1) + rising(17, from: 55, by: 0.1)
    #expect(ModeSplit(of: [few]).reported().isEmpty)
    let near = rising(10, from: 50, by: 0.1) + rising(10, from: 58, by: 0.1)
    #expect(ModeSplit(of: [near]).reported().isEmpty)
  }

  @Test("nine samples say nothing about modes")
  func tooFew() {
    #expect(ModeSplit(of: [[1, 1, 1, 1, 1, 2, 2, 2, 2]]).reported().isEmpty)
  }

  @Test("a warm-up ends where the values stop to rise")
  func changePoint() {
    let warm = [60.0, 70, 80, 90]
    let steady = [100.0, 101, 99, 100, 101, 100, 99, 100, 100, 101, 99, 100]
    #expect(SteadyState.start(of: warm + steady) == 4)
    #expect(SteadyState.start(of: steady) == 0)
  }

  @Test("values that still rise at the end are not steady")
  func stillMoving() {
    #expect(SteadyState.start(of: rising(20, from: 100, by: 5)) == nil)
  }

  @Test("five samples do not tell")
  func fewSamples() {
    #expect(SteadyState.start(of: [1, 1, 1, 1, 1]) == nil)
  }

  @Test("equal values are steady from the first")
  func constant() {
    #expect(SteadyState.start(of: Array(repeating: 42, count: 12)) == 0)
  }

  @Test("one disturbed value late in the series does not move the change point")
  func outlier() {
    #expect(
      SteadyState.start(of: [60, 100, 101, 99, 100, 101, 100, 99, 30, 100, 101, 99]) == 1)
  }

  @Test("in noise the first value is mostly kept: less than a tenth of all samples is cut")
  func noise() {
    let seed: UInt64 = 99
    var normal = NormalSource(seed: seed)
    var cut = 0
    for _ in 0..<200 {
      cut += SteadyState.start(of: (0..<40).map { _ in 100 + normal.next() }) ?? 20
    }
    #expect(cut < 200 * 40 / 10, "seed \(seed)")
  }

  @Test("a canary is slow where it is below the best and outside of the usual scatter")
  func canary() {
    let quiet: [Double] = [100, 100.1, 99.9, 100, 96, 100.2, 99.8, 100, 98, 100]
    #expect(CanaryJudge.slow(quiet).enumerated().filter(\.element).map(\.offset) == [4])
    let restless: [Double] = [100, 92, 98, 95, 90, 99, 94, 97, 91, 96]
    #expect(!CanaryJudge.slow(restless).contains(true))
  }
}
