internal import Footprint
internal import NodeModel

/// The figures of an earlier period, with which a report compares its own.
///
/// Periods may be of different length, and nodes may have been dark: amounts are compared by what all nodes together
/// use in an hour while they are seen.
public struct PeriodFigures: Sendable {
  /// From the first covered slot to the end of the last one, in seconds since 1970; nil where nobody saw any.
  let interval: Range<Int64>?
  /// How many nodes.
  let nodes: Int
  /// What they used, in microjoules.
  let energy: Int128
  /// What they drew on average; nil where nobody saw any of it.
  let watts: Double?
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
  private let carbon: [String: Double]
  private let costs: [String: Double]

  /// The figures of a report.
  public init(_ report: FleetReport) {
    let statistics = report.statistics
    let balance = statistics.balance
    let figures = LineFigures([balance])
    interval = report.interval
    nodes = statistics.nodes
    energy = balance.energy.full
    watts = report.watts(balance, statistics.coveredMilliseconds, statistics.nodes)
    effectiveness = balance.added.footprint.effectiveness
    measured = balance.energy.measuredShare
    sure = report.sureShare
    coverage = report.coverage
    unfit = report.nodes(.critical) + report.nodes(.warning)
    let hours = Double(statistics.coveredMilliseconds) / 3.6e6 / Double(max(1, statistics.nodes))
    func rates(_ amounts: [(String, Int128?)]) -> [String: Double] {
      var rates: [String: Double] = [:]
      for case (let kind, let amount?) in amounts where hours > 0 {
        rates[kind] = Double(amount) / hours
      }
      return rates
    }
    carbon = rates(figures.carbon.map { ($0.basis?.rawValue ?? "", $0.location[0]) })
    costs = rates(figures.costs.map { ($0.currency, $0.amounts[0]) })
  }

  /// How mean power has changed since; nil where there is nothing to compare.
  func powerChange(to now: PeriodFigures) -> Double? { Self.change(watts, now.watts) }

  /// How carbon of a basis an hour has changed since.
  func carbonChange(_ basis: EmissionBasis?, to now: PeriodFigures) -> Double? {
    Self.change(carbon[basis?.rawValue ?? ""], now.carbon[basis?.rawValue ?? ""])
  }

  /// How the cost an hour has changed since.
  func costChange(_ currency: String, to now: PeriodFigures) -> Double? {
    Self.change(costs[currency], now.costs[currency])
  }

  private static func change(_ before: Double?, _ now: Double?) -> Double? {
    guard let before, let now, before > 0 else { return nil }
    return now / before - 1
  }
}
