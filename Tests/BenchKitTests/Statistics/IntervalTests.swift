import NodeModel
import Testing

@testable import BenchKit

@Suite("Intervals over blocks")
struct IntervalTests {
  private let blocks: [[Double]] = [
    [10, 11, 12], [13, 12, 14], [9, 10, 11], [12, 12, 13], [11, 10, 12],
  ]

  // Block medians 11, 13, 10, 12, 11; scipy: t.ppf(0.975, 4) * std(log, ddof=1) * sqrt(1 + 1/5) = 0.3023194.
  @Test("the prediction interval is nine tenths of that for one more block")
  func prediction() {
    let interval = Prediction.interval(of: blocks)
    #expect(abs(interval.low - 9.141452) < 0.001)
    #expect(abs(interval.high - 15.752422) < 0.001)
  }

  @Test("blocks that agree do not make the prediction narrower than what runs differ by")
  func floor() {
    let interval = Prediction.interval(of: [[200, 200], [200], [200], [200], [200]])
    // 200 / 1.025 and 200 × 1.025.
    #expect(abs(interval.low - 195.121951) < 1e-5)
    #expect(abs(interval.high - 205) < 1e-9)
  }

  // scipy: t.ppf(.975, k - 1) / norm.ppf(.975) * sqrt(k / (k - 1)).
  @Test("a bootstrap of few blocks is widened by what they lack")
  func widening() {
    #expect(abs(BlockBootstrap.widening(blocks: 5) - 1.5837842) < 0.001)
    #expect(abs(BlockBootstrap.widening(blocks: 7) - 1.3484773) < 0.001)
  }

  @Test("the same seed gives the same interval, and it holds the median")
  func deterministic() {
    var first = BlockBootstrap(seed: 7)
    var second = BlockBootstrap(seed: 7)
    let interval = first.interval(ofMedian: blocks)
    #expect(interval == second.interval(ofMedian: blocks))
    #expect(interval.contains(12))
  }

  @Test("no interval of positive values reaches below 0, however far the blocks lie apart")
  func positive() {
    var bootstrap = BlockBootstrap(seed: 1)
    // Medians of drawn blocks go from 1 to 10: widened by 1.58, nine below the median would be −4.
    let interval = bootstrap.interval(ofMedian: [[10, 10], [10, 10], [10, 10], [1, 1], [1, 1]])
    #expect(interval.low > 0 && interval.low < 1 && interval.high == 10)
  }

  @Test("one block gives the range of its samples, and none no number")
  func fewBlocks() {
    var bootstrap = BlockBootstrap(seed: 1)
    #expect(bootstrap.interval(ofMedian: [[3, 1, 2]]) == BenchInterval(low: 1, high: 3))
    #expect(bootstrap.interval(ofMedian: []).low.isNaN)
  }

  @Test("in other units the same interval comes out in those units", arguments: [0.001, 1e9])
  func scaling(factor: Double) {
    let scaled = blocks.map { $0.map { $0 * factor } }
    var one = BlockBootstrap(seed: 3)
    var other = BlockBootstrap(seed: 3)
    for (before, after) in [
      (one.interval(ofMedian: blocks), other.interval(ofMedian: scaled)),
      (Prediction.interval(of: blocks), Prediction.interval(of: scaled)),
    ] {
      #expect(abs(after.low / factor - before.low) < 1e-9)
      #expect(abs(after.high / factor - before.high) < 1e-9)
    }
  }

  @Test("the interval of the median holds the true one in 95 of 100 cases, give or take chance")
  func medianCoverage() {
    let seed: UInt64 = 20_261_121
    var normal = NormalSource(seed: seed)
    var held = 0
    let trials = 100
    for trial in 0..<trials {
      let blocks = normal.blocks(6, of: 6, around: 100, effect: 2, scatter: 2)
      var bootstrap = BlockBootstrap(seed: UInt64(trial))
      if bootstrap.interval(ofMedian: blocks).contains(100) { held += 1 }
    }
    // 95 less three standard deviations of a binomial.
    #expect(held >= 89, "seed \(seed)")
  }

  @Test(
    "the prediction holds the next run's median in more than 90 of 100",
    arguments: [0, 0.5, 0.7])
  func predictionCoverage(runEffect: Double) {
    let seed: UInt64 = 4711
    var normal = NormalSource(seed: seed)
    var held = 0
    let trials = 2_000
    for _ in 0..<trials {
      // Runs differ by an effect of their own beside those of their blocks, which are 5 % large.
      let runs = (0..<2).map { _ in
        normal.blocks(
          7, of: 9, around: 100 + 5 * runEffect * normal.next(), effect: 5, scatter: 2)
      }
      let next = Sample.median(of: runs[1].flatMap { $0 })
      if Prediction.interval(of: runs[0]).contains(next) { held += 1 }
    }
    #expect(Double(held) / Double(trials) > 0.90, "seed \(seed)")
  }
}
