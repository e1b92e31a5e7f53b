import NodeModel
import Testing

@testable import FleetKit

/// What the first screen says against an earlier period.
@Suite("Two periods of a fleet")
struct ComparisonTests {
  private static let kilowattHour: UInt64 = 3_600_000_000_000

  /// A node that uses so many kilowatt hours in an hour.
  private static func node(
    _ number: UInt64, _ kilowattHours: UInt64, factors: [MergedNode.Factors], hours: Int64 = 1
  ) -> MergedNode {
    Make.node(number) { node in
      node.factors = factors
      for hour in 0..<hours {
        node.add(
          .bucket(.system), hour: Make.midnight + 3600 * hour,
          [UInt64](repeating: kilowattHours * kilowattHour / 12, count: 12))
      }
    }
  }

  private static func report(_ nodes: [MergedNode], before: [MergedNode]) -> FleetReport {
    var check = FleetCheck()
    for node in nodes { check.add(node) }
    return FleetReport(
      statistics(nodes), check: check.outcome(), intake: FleetIntake(),
      before: PeriodFigures(FleetReport(statistics(before))))
  }

  /// What is said of energy, carbon and cost.
  private static func changes(_ report: FleetReport) -> [String?] {
    ["Energy", "Carbon", "Cost"].map { title in
      Headline(report).answers.first { $0.title == title }?.details
        .first { $0.contains("against before") }
    }
  }

  private static let factors = [Make.factors(pue: 1.5, intensity: 400, price: 0.2)]

  @Test("other nodes and other times are no change")
  func nodes() {
    let one = Self.node(1, 1, factors: Self.factors)
    // The second draws ten times as much, and is new; the first is seen for twice as long and draws as before.
    let longer = Self.node(1, 1, factors: Self.factors, hours: 2)
    let new = Self.node(2, 10, factors: Self.factors)
    let words = "0\u{202F}% against before, of the 1 node of which both tell it"
    #expect(Self.changes(Self.report([longer, new], before: [one])) == [words, words, words])
    #expect(Self.changes(Self.report([one], before: [one, new])) == [words, words, words])
    // Nobody is in both, so nothing is compared.
    #expect(Self.changes(Self.report([new], before: [one])) == [nil, nil, nil])
    // One that uses a quarter more than before.
    let more = [Self.node(1, 5, factors: Self.factors), new]
    let less = [Self.node(1, 4, factors: Self.factors), Self.node(3, 7, factors: Self.factors)]
    #expect(
      Self.changes(Self.report(more, before: less))
        == Array(
          repeating: "+25.0\u{202F}% against before, of the 1 node of which both tell it", count: 3)
    )
  }

  @Test("more energy with a price or with factors is no change of cost or carbon")
  func parts() {
    // The same use at the same price: half of the nodes had none before, and now all have.
    let before = [Self.node(1, 1, factors: Self.factors), Self.node(2, 1, factors: [])]
    let now = [Self.node(1, 1, factors: Self.factors), Self.node(2, 1, factors: Self.factors)]
    let words = "0\u{202F}% against before, of the 1 node of which both tell it"
    #expect(
      Self.changes(Self.report(now, before: before)) == ["0\u{202F}% against before", words, words])
    // One node that learns its price in the middle of an hour, and has it then: a part of it is as dear as all.
    let half = Self.node(
      1, 1,
      factors: [
        Make.factors(pue: 1.5, intensity: 400),
        Make.factors(pue: 1.5, intensity: 400, price: 0.2, since: Make.midnight + 1800),
      ])
    let whole = Self.node(1, 1, factors: Self.factors)
    let none = "0\u{202F}% against before"
    #expect(Self.changes(Self.report([whole], before: [half])) == [none, none, none])
    // Twice the price.
    let dear = Self.node(1, 1, factors: [Make.factors(pue: 1.5, intensity: 400, price: 0.4)])
    #expect(
      Self.changes(Self.report([dear], before: [half]))
        == [none, none, "+100\u{202F}% against before"])
    // Cores that have a price from the middle of the hour on: nobody knows of the node as a whole.
    func cores(since: Int64) -> MergedNode {
      let without = since > Make.midnight ? [Make.factors(pue: 1.5, intensity: 400)] : []
      var node = Self.node(
        1, 1,
        factors: without + [Make.factors(pue: 1.5, intensity: 400, core: 0.05, since: since)])
      node.facts.threads = 4
      return node
    }
    let late = Self.changes(
      Self.report([cores(since: Make.midnight)], before: [cores(since: Make.midnight + 1800)]))
    #expect(late == [none, none, nil])
  }
}
