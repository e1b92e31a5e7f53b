import Foundation
import Testing

@testable import FleetKit

@Suite("Statistics of findings; truth by numpy 2.4 and scipy 1.17")
struct RobustStatisticsTests {
  private static func isNear(_ value: Double, _ truth: Double, _ share: Double = 1e-12) -> Bool {
    abs(value - truth) <= share * abs(truth)
  }

  @Test("the location is the mean of the shortest half, the scale that of the better ones")
  func fit() throws {
    // numpy: the half of 6 from 4.682 on is the narrowest; 1.1831 · √mean((x − mean)²) of the better nine.
    let values = [4.05, 4.1, 4.66, 4.682, 4.7, 4.705, 4.713, 4.716, 4.72, 4.76, 4.81]
    let fit = try #require(GoodSideFit(sorted: values, repeatability: 0.001))
    #expect(Self.isNear(fit.location, 4.706))
    #expect(Self.isNear(fit.spread, 0.05112488913507097))
    #expect(fit.floor == 0.003 && fit.scale == fit.spread)
    #expect(try #require(GoodSideFit(sorted: values, repeatability: 0.06)).scale == 0.06)
    // Of 64 and more the good side tells: numpy of sin 0 to sin 64, 1.4826 · median([…, x − mean] of x ≥ mean).
    let waves = (0...64).map { sin(Double($0)) }.sorted()
    let wide = try #require(GoodSideFit(sorted: waves, repeatability: 0))
    #expect(Self.isNear(wide.location, 0.638979896638993))
    #expect(Self.isNear(wide.spread, 0.40077277025478464))
    #expect(GoodSideFit(sorted: [], repeatability: 0) == nil)
  }

  @Test("machines that are alike to the last bit have no spread, and one that is slower is told")
  func alike() throws {
    // For many of them the rounded mean is above the value itself.
    for value in stride(from: 0.1, to: 9, by: 0.1).map({ log($0) }) {
      for count in 5...40 {
        let values = [value - 0.1] + [Double](repeating: value, count: count)
        let fit = try #require(GoodSideFit(sorted: values, repeatability: 0))
        #expect(fit.location == value && fit.spread == 0)
        #expect(fit.deviations(of: value - 0.1) > 33)
      }
    }
  }

  @Test("of several shortest halves the middle one counts")
  func ties() {
    #expect(GoodSideFit.shortestHalf(of: [1, 2, 3, 4, 5, 6, 7]) == 2..<6)
    #expect(GoodSideFit.shortestHalf(of: [8]) == 0..<1)
  }

  @Test("probabilities of deviations are those of Student's t, by how many nodes the scale is of")
  func student() {
    // scipy.stats.t.sf(deviations / factor, freedom) with the table's row of the count.
    let truth = [
      (5, 0, 0.5), (5, 4.75, 0.008309209864650901), (8, 12, 9.800955565023763e-05),
      (12, 40, 7.116207953708217e-10), (24, 6.5, 4.2688097203405056e-05),
      (64, 0.5, 0.344260666613612), (64, 8, 3.628967951864521e-05),
      (2000, 5, 3.638898127669083e-06), (2000, -2, 0.9722324630887145),
    ]
    for (count, deviations, probability) in truth {
      let found = GoodSideFit.tailProbability(deviations, of: count)
      #expect(Self.isNear(found, probability, 1e-9), "\(count) \(deviations): \(found)")
    }
    #expect(GoodSideFit.tailProbability(1e300, of: 5) == 0)
    #expect(GoodSideFit.tailProbability(-1e300, of: 5) == 1)
  }

  @Test("Benjamini-Hochberg accepts up to the last rank that is small enough")
  func falseDiscoveries() {
    // By hand, q = 0.001: ranks 1 to 5 are at most q · rank / 10, rank 6 (0.0009 > 0.0006) and above are not.
    var rate = FalseDiscoveryRate()
    for probability in [1e-9, 2e-5, 4e-4, 9e-4, 3e-4, 0.2, 0.5, 0.9, 0.04, 1e-4] {
      rate.add(probability)
    }
    #expect(rate.tests == 10 && rate.threshold == 4e-4)
    var nothing = FalseDiscoveryRate()
    for _ in 0..<1000 { nothing.add(5e-4) }
    nothing.add(0.5)
    #expect(nothing.threshold == 5e-4)
    var few = FalseDiscoveryRate()
    few.add(0.0009)
    few.add(0.5)
    #expect(few.threshold == nil)
  }

  @Test("probabilities of counts")
  func binomial() {
    let truth = [
      (3, 16, 0.01, 0.0005079424092904567), (5, 20, 0.1, 0.04317449528446339),
      (40, 64, 0.02, 1.7175411166262182e-51), (0, 5, 0.3, 1),
      (700, 1000, 0.5, 8.832839003974784e-38),
      (1, 100_000, 1e-6, 0.09516262720594036),
      // Far below the mean, where the first terms are less than any double.
      (300, 1000, 0.5, 1), (1, 10, 0.3, 0.9717524751), (50_000, 100_000, 0.6, 1),
    ]
    for (count, total, share, probability) in truth {
      #expect(Self.isNear(Chance.atLeast(count, of: total, each: share), probability, 1e-9))
    }
    #expect(Chance.atLeast(6, of: 5, each: 0.5) == 0 && Chance.atLeast(5, of: 5, each: 1) == 1)
  }

  @Test("exact bounds of a share, by scipy's beta.ppf")
  func bounds() {
    let truth = [
      (0, 640, 0, 0.005747294893332908), (3, 640, 0.0009677203547355173, 0.013637262668160855),
      (5, 5, 0.4781762498950185, 1), (1, 2, 0.01257911709342505, 0.9874208829065749),
      (1264, 100_000, 0.01195675941658824, 0.013351720842635468),
    ]
    for (count, total, low, high) in truth {
      let bounds = Chance.bounds(count, of: total)
      #expect(Self.isNear(bounds.low, low, 1e-9) && Self.isNear(bounds.high, high, 1e-9))
    }
  }

  @Test("the share of the variance that groups explain")
  func variance() {
    let groups = [[4.7, 4.72, 4.71, 4.69], [4.5, 4.52, 4.49], [4.72, 4.71]]
    #expect(Self.isNear(VarianceShare(groups: groups).share, 0.9880672926447607))
    #expect(VarianceShare(groups: [[1, 1], [1]]).share == 0)
    #expect(VarianceShare(groups: [[Double]]()).share == 0)
  }

  @Test("the tail and the standard error of a run's median")
  func run() throws {
    let samples = [10, 11, 12, 9, 8, 10.5, 11.5, 9.5, 10.2, 10.8, 7]
    let name = BenchmarkName(suite: "gemm", name: "fp64", parameters: "", unit: "flop/s")
    let benchmark = NodeBenchmark(
      suite: "gemm", name: "fp64", parameters: "", unit: "flop/s", best: 12, median: 10.2,
      samples: samples, isVerified: true)
    let result = try #require(CheckedNode.Result(benchmark, name, benchmark: 0, settings: 0))
    #expect(Self.isNear(result.tail, -0.36290549368936853))
    #expect(Self.isNear(result.repeatability, 0.042303664096120325))
    // ln 10.2 by numpy.
    #expect(Self.isNear(result.level, 2.322387720290225))
    let time = BenchmarkName(suite: "latency", name: "chase", parameters: "", unit: "seconds")
    #expect(CheckedNode.Result(benchmark, time, benchmark: 0, settings: 0)?.level == -result.level)
  }

  @Test("numbers for people have three digits and a prefix")
  func quantities() {
    #expect(Quantity.text(4.712e12, "flop/s") == "4.71 Tflop/s")
    #expect(Quantity.text(1.18e-7, "seconds") == "118 ns")
    #expect(Quantity.text(1e9, "hertz") == "1.00 GHz")
    #expect(Quantity.text(0.6213, "") == "0.621" && Quantity.text(0.5, "ratio") == "0.500 ratio")
    #expect(Quantity.text(2.68e10, "bytes/s") == "26.8 GB/s")
    #expect(Quantity.text(99_960, "W") == "100 kW" && Quantity.text(999.9, "W") == "1.00 kW")
    #expect(
      Quantity.digits(1234.5) == "1230" && Quantity.digits(0.00123) == "0.00123"
        && Quantity.digits(-6.94) == "−6.94")
    #expect(Quantity.digits(.infinity) == "inf" && Quantity.digits(1e-300) == "1e-300")
    #expect(Quantity.percent(-0.0812) == "−8.1 %" && Quantity.percent(0.9) == "+90.0 %")
    #expect(Quantity.percent(0.0001) == "0.0 %")
  }
}
