import Footprint
import NodeModel
import Testing

@testable import FleetKit

@Suite("Amounts that have stopped at the largest one")
struct LargestAmountTests {
  /// A node whose slots have the most energy that is taken, with the largest factors, for 20 hours.
  private static func greedy(_ number: UInt64) -> MergedNode {
    Make.node(number, site: "beta") { node in
      node.factors = [Make.factors(pue: 100, intensity: 2000, price: 1e6)]
      for hour in 0..<20 {
        node.add(
          .job("slurm:b/1"), hour: Make.midnight + 3600 * Int64(hour),
          Array(repeating: 1 << 53 - 1, count: 12))
      }
    }
  }

  private static let modest = Make.node(1) { node in
    node.factors = [Make.factors(pue: 1, intensity: 500, price: 0.2)]
    // A kilowatt hour.
    node.add(.job("slurm:a/1"), [3_600_000_000_000])
  }

  @Test("the figures of others are their own, and every format is made")
  func saturated() throws {
    let nodes = [Self.modest, Self.greedy(2), Self.greedy(3)]
    let made = report(nodes)
    #expect(made.conservation.holds)
    let sites = try ["alpha", "beta"].map { try #require(made.statistics.sites[$0]) }
    let figures = LineFigures(sites.map(\.balance))
    // 500 g, and 480 × (2^53 − 1) µJ × 100 × 2,000 g/kWh, which no sum of a fleet comes near the largest with.
    #expect(figures.carbon.first?.location == [500_000_000, 240_191_980_126_426_427])
    // ⌊(2^128 − 1) / (3.6 × 10^18)⌋ millionths.
    #expect(figures.costs.first?.amounts == [200_000, 94_522_879_700_260_684_295])
    var charges = FleetCharges()
    for node in nodes { charges.count(node) }
    #expect(FocusReport.bytes(charges).split(separator: 0x0A).count == 3)
    for bytes in [
      HTMLReport.bytes(made), MarkdownReport.bytes(made), JSONReport.bytes(made),
      PrometheusReport.bytes(made),
    ] {
      #expect(!bytes.isEmpty)
    }
    for file in CSVReport.files(made) { file.write { _ in } }
  }
}
