import NodeModel
import Testing

@testable import FleetKit

@Suite("Mean power of a fleet")
struct MeanPowerTests {
  /// Microjoules of a watt in a slot.
  private static let slot: UInt64 = 300_000_000

  /// A node that draws so many watts and is seen for so many of 24 hours.
  private static func node(
    _ number: UInt64, site: String, watts: UInt64, hours: Int64
  ) -> MergedNode {
    Make.node(number, site: site) { node in
      for hour in 0..<hours {
        node.add(
          .bucket(.system), hour: Make.midnight + 3600 * hour,
          [UInt64](repeating: watts * slot, count: 12))
      }
      node.end = node.start + 86_400_000_000_000
    }
  }

  @Test("is what each node drew while it was seen, however long that was, and sites are the fleet")
  func unequal() throws {
    let report = FleetReport(
      statistics([
        Self.node(1, site: "a", watts: 5000, hours: 1),
        Self.node(2, site: "b", watts: 200, hours: 24),
      ]))
    let table = report.siteTable()
    let column = try #require(table.columns.firstIndex { $0.key == "mean_watts" })
    // Sites by energy: 5 kWh and 4.8 kWh.
    #expect(table.rows.map { $0[column] } == [.real(5000), .real(200)])
    #expect(table.total?[column] == .real(5200))
    #expect(Headline(report).answers[0].details[0] == "5.20\u{202F}kW on average")
    let seen = try #require(table.columns.firstIndex { $0.key == "seen_nodes" })
    #expect(table.columns[seen].isDetail)
    // Of one model: the mean of both.
    #expect(report.models[0].meanWatts == 2600)
  }

  @Test("has nothing in the place of nodes that nobody saw, and says of how many it is")
  func unseen() throws {
    let report = FleetReport(
      statistics(
        [Self.node(1, site: "a", watts: 1000, hours: 2)]
          + (2...10).map { Make.node($0, site: "a") }))
    let details = Headline(report).answers[0].details
    #expect(details[0] == "1.00\u{202F}kW on average, of 1 of 10 nodes")
    let text = String(decoding: MarkdownReport.bytes(report), as: UTF8.self)
    #expect(text.contains("| Mean power, kW | Nodes seen |"))
    let json = String(decoding: JSONReport.bytes(report), as: UTF8.self)
    #expect(json.contains("\"mean_watts\":1000,\"seen_nodes\":1,"))
  }

  @Test("has nothing of what flowed while no agent ran, which is booked where it became known")
  func gap() throws {
    let report = FleetReport(
      statistics([
        Make.node(1) {
          // 5 kW for the five minutes that are known, after 30 hours of which nobody saw anything.
          $0.add(.bucket(.system), [5000 * Self.slot])
          $0.add(.bucket(.gap), [5000 * 360 * Self.slot])
        }
      ]))
    #expect(Headline(report).answers[0].details[0] == "5.00\u{202F}kW on average")
    #expect(report.models[0].meanWatts == 5000)
    #expect(report.statistics.balance.energy.full == 361 * 5000 * Int128(Self.slot))
  }
}
