import Foundation
import Testing

@testable import FleetKit

@Suite("Statistics of findings; truth by numpy 2.4 and scipy 1.17")
struct RobustStatisticsTests {
  private static func isNear(_ value: Double, _ truth: Double, _ share: Double = 1e-12) -> Bool {
    abs(value - truth) <= share * abs(truth)
  }

  @Test("location and scale are those of what lies within three scales of the densest half")
  func fit() throws {
    // numpy: the half of 6 from 4.682 on is the narrowest, its mean 4.706; 1.1831 · √mean((x − 4.706)²) of the better nine.
    let values = [4.05, 4.1, 4.66, 4.682, 4.7, 4.705, 4.713, 4.716, 4.72, 4.76, 4.81]
    let fit = try #require(GoodSideFit(sorted: values, repeatability: 0.001))
    // The mean of the nine that are within three of these.
    #expect(Self.isNear(fit.location, 4.718444444444445))
    #expect(Self.isNear(fit.spread, 0.05112488913507097))
    #expect(fit.floor == 0.003 && fit.scale == fit.spread)
    #expect(try #require(GoodSideFit(sorted: values, repeatability: 0.06)).scale == 0.06)
    // sin 0 to sin 59 with three that are worse and one that is better: they are left out.
    let few = ((0..<60).map { sin(Double($0)) } + [-9, -8, -7, 12]).sorted()
    let clipped = try #require(GoodSideFit(sorted: few, repeatability: 0))
    #expect(Self.isNear(clipped.location, 0.0323223217455348, 1e-9))
    #expect(Self.isNear(clipped.spread, 0.7143023108321628, 1e-9))
    // Of 96 and more the better ones tell as well: 140, of which 40 are far behind.
    let waves = (0..<100).map { sin(Double($0)) / 2 + Double($0) / 400 }
    let many = (waves + (0..<40).map { -3 - Double($0) / 20 }).sorted()
    let wide = try #require(GoodSideFit(sorted: many, repeatability: 0))
    #expect(Self.isNear(wide.location, 0.1256459731372467, 1e-9))
    #expect(Self.isNear(wide.spread, 0.36321833180360086, 1e-9))
    // Where most are bad, location and scale are theirs, and those that are sound widen neither.
    let bad = (waves + (0..<60).map { 8 + Double($0) / 60 }).sorted()
    let most = try #require(GoodSideFit(sorted: bad, repeatability: 0))
    #expect(Self.isNear(most.location, 0.1256459731372467, 1e-9))
    #expect(Self.isNear(most.spread, 0.36321833180360086, 1e-9))
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
    // scipy.stats.t.sf(deviations / factor, freedom) with the table's row of the count; between the rows of 56 and 64 one
    // between them.
    let truth = [
      (5, 0, 0.5), (5, 4.75, 0.008216704698534414), (8, 12, 9.614483941283779e-05),
      (12, 40, 1.3725620648257172e-09), (24, 6.5, 2.0270993726351515e-05),
      (58, 6, 2.9556280267935704e-07), (64, 0.5, 0.3108339088002745),
      (64, 8, 2.4764114699401003e-10), (100_000, 5, 3.3109286640989926e-07),
      (100_000, -2, 0.9772199109029783),
    ]
    for (count, deviations, probability) in truth {
      let found = GoodSideFit.tailProbability(deviations, of: count)
      #expect(Self.isNear(found, probability, 1e-9), "\(count) \(deviations): \(found)")
    }
    #expect(GoodSideFit.tailProbability(1e300, of: 5) == 0)
    #expect(GoodSideFit.tailProbability(-1e300, of: 5) == 1)
    // factor · scipy.stats.t.isf(probability, freedom).
    for (count, probability, deviations) in [
      (8, 1e-7, 49.69522890096542), (5, 1e-3, 9.938739492392385),
      (100_000, 1e-9, 6.048879120610452),
    ] {
      let found = DeviationChance(of: count).deviations(at: probability)
      #expect(Self.isNear(found, deviations, 1e-9), "\(count): \(found)")
    }
  }

  @Test(
    "no size of a group makes its members more or less probable by a jump, but where the fit changes"
  )
  func sizes() {
    // 16 and 96: the scale is another one from there on.
    for count in 17..<20_000 where count != 96 {
      let (smaller, larger) = (DeviationChance(of: count - 1), DeviationChance(of: count))
      let ratio = larger.deviations(at: 5e-7) / smaller.deviations(at: 5e-7)
      #expect(ratio > 0.85 && ratio < 1.06, "\(count): \(ratio)")
    }
  }

  @Test("two groups differ by so many standard errors as their locations scatter, or by chance")
  func difference() {
    func fit(_ location: Double) -> GoodSideFit {
      GoodSideFit(location: location, spread: 0.05, floor: 0.003)
    }
    // By hand: 0.03 / (1.03 · 0.05 · √(2/64)); scipy.stats.t.sf of it with 64 degrees of freedom.
    let equal = LocationDifference(of: fit(1), 64, behind: fit(1.03), 64)
    #expect(Self.isNear(equal.deviations, 3.2952549026169202, 1e-9))
    #expect(Self.isNear(equal.probability, 0.0008029339320912056, 1e-9))
    // 5 and 11 have 8 degrees of freedom, 5 and 1,000 have 30.
    for (few, many, freedom) in [(5, 11, 8.0), (5, 1000, 30), (200, 1000, 200), (40, 44, 40)] {
      let found = LocationDifference(of: fit(1), few, behind: fit(1.2), many)
      #expect(found.probability == StudentT.tail(found.deviations, freedom), "\(few) \(many)")
    }
    #expect(LocationDifference(of: fit(1), 9, behind: fit(0.9), 9).probability > 0.5)
  }

  @Test("tails are compared by how many nodes have one")
  func tails() {
    let level = GoodSideFit(location: 3, spread: 0.01, floor: 0.003)
    func group(tail: Double, _ count: Int) -> PeerGroup {
      PeerGroup(
        model: "Server", settings: [],
        benchmark: BenchmarkName(suite: "gemm", name: "fp64", parameters: "", unit: "flop/s"),
        count: 100, level: level,
        tail: GoodSideFit(location: tail, spread: 0.05, floor: 0.003), tailCount: count)
    }
    // Of a hundred a tail that is 14 % behind is 20 standard errors away, of five 4.6.
    for (count, isDrift) in [(100, true), (5, false)] {
      let baseline = Baseline(groups: [group(tail: -0.01, count)])
      let drift = baseline.drift(of: group(tail: -0.16, count), isTail: true)
      #expect((drift != nil) == isDrift)
    }
  }

  @Test("Benjamini-Hochberg accepts up to the last rank that is small enough")
  func falseDiscoveries() {
    // By hand, q = 0.001: ranks 1 to 5 are at most q · rank / 10, rank 6 (0.0009 > 0.0006) and above are not.
    var rate = FalseDiscoveryRate()
    for probability in [1e-9, 2e-5, 4e-4, 9e-4, 3e-4, 0.2, 0.5, 0.9, 0.04, 1e-4] {
      rate.add(probability)
    }
    #expect(rate.tests == 10 && rate.threshold == 4e-4)
    // A sixth one would count up to its own rank.
    #expect(Self.isNear(rate.limit, 0.0006))
    var nothing = FalseDiscoveryRate()
    for _ in 0..<1000 { nothing.add(5e-4) }
    nothing.add(0.5)
    #expect(nothing.threshold == 5e-4)
    var few = FalseDiscoveryRate()
    few.add(0.0009)
    few.add(0.5)
    #expect(few.threshold == nil && few.limit == 0.0005)
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
