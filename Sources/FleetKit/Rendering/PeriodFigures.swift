internal import Footprint
internal import NodeModel

/// The figures of an earlier period, with which a report compares its own.
///
/// Periods may be of different length, nodes may have been dark, come and gone, and factors may have become known:
/// amounts are compared by what each node drew, emitted and cost in an hour while it was seen, of nodes of which both
/// periods tell that.
public struct PeriodFigures: Sendable {
  /// How a rate has changed.
  struct Change {
    /// Of what it was.
    let share: Double
    /// How many nodes both periods tell it of.
    let nodes: Int
    /// Whether these are all nodes that either period has seen.
    let isOfAll: Bool
  }

  /// From the first covered slot to the end of the last one, in seconds since 1970; nil where nobody saw any.
  let interval: Range<Int64>?
  /// How many nodes.
  let nodes: Int
  /// What they used, in microjoules.
  let energy: Int128
  /// What they drew on average.
  let power: MeanPower
  /// Energy of sites over that of nodes.
  let effectiveness: Double?
  /// The part of the energy that meters told.
  let measured: Double?
  /// The part of the energy that meters of nodes told which were in no doubt.
  let sure: Double?
  /// The part of node time that was covered.
  let coverage: Double?
  /// Nodes that were broken or suspect.
  let unfit: Int
  /// Of each node that was seen, in the order of their ids.
  private let rates: [(id: NodeID, rates: NodeRates)]

  /// The figures of a report.
  public init(_ report: FleetReport) {
    let statistics = report.statistics
    let balance = statistics.balance
    interval = report.interval
    nodes = statistics.nodes
    energy = balance.energy.full
    power = statistics.power
    effectiveness = balance.effectiveness
    measured = balance.energy.measuredShare
    sure = report.sureShare
    coverage = report.coverage
    unfit = report.nodes(.critical) + report.nodes(.warning)
    rates = statistics.places.places.filter { !$0.rates.watts.isNaN }
      .map { (id: $0.id, rates: $0.rates) }
  }

  /// How mean power has changed since; nil where there is nothing to compare.
  func powerChange(to now: PeriodFigures) -> Change? { change(to: now) { $0.watts } }

  /// How carbon of a basis an hour has changed since.
  func carbonChange(_ basis: EmissionBasis?, to now: PeriodFigures) -> Change? {
    change(to: now) { $0.basis == basis ? $0.carbon : .nan }
  }

  /// How the cost an hour has changed since.
  func costChange(_ currency: String, to now: PeriodFigures) -> Change? {
    change(to: now) { $0.currency?.code == currency ? $0.cost : .nan }
  }

  private func change(to now: PeriodFigures, _ rate: (NodeRates) -> Float) -> Change? {
    var (before, after, nodes, next) = (0.0, 0.0, 0, 0)
    for one in rates {
      while next < now.rates.count, now.rates[next].id < one.id { next += 1 }
      guard next < now.rates.count else { break }
      guard now.rates[next].id == one.id else { continue }
      let (old, new) = (rate(one.rates), rate(now.rates[next].rates))
      guard !old.isNaN, !new.isNaN else { continue }
      before += Double(old)
      after += Double(new)
      nodes += 1
    }
    guard before > 0, before.isFinite, after.isFinite else { return nil }
    // Rates have seven digits: less than that is none.
    let share = ((after / before - 1) * 1e6).rounded() / 1e6
    return Change(
      share: share, nodes: nodes, isOfAll: nodes == rates.count && nodes == now.rates.count)
  }
}
