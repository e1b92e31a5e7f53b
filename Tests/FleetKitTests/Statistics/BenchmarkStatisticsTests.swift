import NodeModel
import Testing

@testable import FleetKit

@Suite("Benchmarks of a model")
struct BenchmarkStatisticsTests {
  @Test("medians are exact, samples within 0.14 %, wrong results nowhere")
  func distribution() throws {
    let found = statistics(
      (1...100).map { number in
        Make.node(number) {
          $0.facts.product = "Server"
          $0.benchmarks = [
            NodeBenchmark(
              suite: "gemm", name: "fp32", parameters: "n=2048", unit: "flop/s", best: 0,
              median: Double(number) * 1e9, samples: [Double(number) * 1e9],
              isVerified: number < 100,
              disturbances: number == 3 ? ["throttled"] : [], energyJoules: number == 4 ? 2e-9 : nil
            )
          ]
        }
      })
    let model = try #require(found.models["Server"])
    let (key, results) = try #require(model.benchmarks.first)
    #expect(key.isRate && model.nodes == 100)
    #expect(results.medians == (1...99).map { Double($0) * 1e9 })
    #expect(results.unverified == 1 && results.disturbed == 1 && results.energies == [2e-9])
    // The 50th of 1 to 99.
    let middle = try #require(results.samples.quantile(0.5))
    #expect(abs(middle / 50e9 - 1) < 0.0014)
  }

  @Test("a result of 0 or below is in no figure, and the page is made of what is left")
  func implausible() throws {
    let medians = [-1.7e308, 0, 1.7e308, .leastNonzeroMagnitude, 2]
    let nodes = medians.enumerated().map { number, median in
      Make.node(UInt64(number + 1)) {
        $0.facts.product = "Server"
        $0.benchmarks = [
          NodeBenchmark(
            suite: "gemm", name: "fp32", parameters: "", unit: "flop/s", best: 1, median: median,
            samples: [1], isVerified: true)
        ]
      }
    }
    let model = try #require(statistics(nodes).models["Server"])
    let (_, results) = try #require(model.benchmarks.first)
    #expect(results.medians == [1.7e308, .leastNonzeroMagnitude, 2] && results.unverified == 2)
    #expect(!HTMLReport.bytes(FleetReport(statistics(nodes))).isEmpty)
  }

  @Test("numbers whose distance no double holds lie in one bin")
  func bins() throws {
    let bins = try #require(HistogramBins([-1.7e308, 0, 1.7e308]))
    #expect(bins.counts.reduce(0, +) == 3 && bins.counts.max() == 3)
  }

  @Test("the page leaves out what hardly a node of a model ran, but for wrong results, and says so")
  func rare() {
    func node(_ number: UInt64, _ parameters: String, isVerified: Bool = true) -> MergedNode {
      Make.node(number) {
        $0.facts.product = "Server"
        $0.benchmarks = [
          NodeBenchmark(
            suite: "gemm", name: "fp32", parameters: parameters, unit: "flop/s", best: 1, median: 1,
            samples: [1], isVerified: isVerified)
        ]
      }
    }
    let nodes =
      (1...21).map { node($0, "n=2048") }
      + [node(22, "n=64"), node(23, "n=32", isVerified: false), node(24, "n=16"), node(25, "n=16")]
    let page = String(decoding: HTMLReport.bytes(FleetReport(statistics(nodes))), as: UTF8.self)
    // One of 21 is less than one of 20, two are more.
    #expect(page.contains("n=2048") && page.contains("n=32") && page.contains("n=16<"))
    #expect(!page.contains("n=64") && page.contains("in benchmarks.csv: 1 more."))
  }

  @Test(
    "quantiles interpolate between neighbours, as numpy does",
    arguments: [(0, 1), (0.25, 1.75), (0.5, 2.5), (0.9, 3.7), (1, 4)] as [(Double, Double)])
  func quantile(share: Double, expected: Double) throws {
    // numpy.quantile([1, 2, 3, 4], share)
    let found = try #require(Quantiles.quantile(share, of: [1, 2, 3, 4]))
    #expect(abs(found - expected) < 1e-12)
    #expect(Quantiles.quantile(share, of: []) == nil)
    #expect(Quantiles.quantile(share, of: [7]) == 7)
  }
}
