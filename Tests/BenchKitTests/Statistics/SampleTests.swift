import NodeModel
import Testing

@testable import BenchKit

@Suite("Robust figures of samples")
struct SampleTests {
  private let values = [3.1, 1.2, 9.9, 4.4, 2.7, 8.0, 5.3]

  @Test("the median is the middle value, or the mean of the two in the middle")
  func median() {
    #expect(Sample.median(of: values) == 4.4)
    #expect(Sample.median(of: [4, 1, 3, 2]) == 2.5)
    #expect(Sample.median(of: [7]) == 7)
    #expect(Sample.median(of: [] as [Double]).isNaN)
  }

  // By scipy.stats.median_abs_deviation, numpy.quantile and numpy.std(ddof=1).
  @Test("deviation, quantiles and standard deviation are what SciPy says")
  func others() {
    #expect(abs(Sample.medianAbsoluteDeviation(of: values) - 1.7) < 1e-12)
    let sorted = values.sorted()
    #expect(abs(Sample.quantile(0.05, ofSorted: sorted) - 1.65) < 1e-12)
    #expect(abs(Sample.quantile(0.25, ofSorted: sorted) - 2.9) < 1e-12)
    #expect(abs(Sample.quantile(0.9, ofSorted: sorted) - 8.76) < 1e-12)
    #expect(abs(Sample.standardDeviation(of: values) - 3.0761757334159476) < 1e-12)
  }

  @Test("the best rate is the highest, the best time the shortest")
  func best() {
    #expect(Sample.best(of: values, isRate: true) == 9.9)
    #expect(Sample.best(of: values, isRate: false) == 1.2)
  }

  // By scipy.stats.t.ppf(0.975, freedom).
  @Test(
    "the quantiles of Student's t are those of SciPy",
    arguments: [
      (1, 12.706204736174694), (4, 2.7764451051977934), (6, 2.4469118511449786),
      (20, 2.085963447265864), (21, 2.0796138447276795), (30, 2.0422724563012378),
      (100, 1.9839715185235518),
    ])
  func studentT(freedom: Int, exact: Double) {
    #expect(abs(StudentT.quantile975(freedom: freedom) - exact) < 0.001)
  }

  // The sequence that Vigna's splitmix64.c prints for this seed.
  @Test("a seed gives the numbers that SplitMix64 is known for")
  func random() {
    var random = RandomSource(seed: 1_234_567)
    #expect(random.next() == 6_457_827_717_110_365_317)
    #expect(random.next() == 3_203_168_211_198_807_973)
    #expect(random.next() == 9_817_491_932_198_370_423)
  }
}
