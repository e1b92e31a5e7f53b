internal import Footprint
internal import NodeModel

/// The series of one owner's carbon and cost; those that cannot be known here are nil.
struct FootprintSeries {
  private let location: Series
  private let market: Series
  private let embodied: Series?
  private let cost: Series?

  /// Declares the series of a job.
  init(_ model: FootprintModel, labels: [Label], in fresh: inout SeriesTable) {
    location = fresh.add(.jobCarbon, labels: labels)
    market = fresh.add(.jobMarketCarbon, labels: labels)
    embodied = model.embodied.map { _ in fresh.add(.jobEmbodied, labels: labels) }
    cost = model.tariff.map {
      fresh.add(.jobCost, labels: labels + [Label("currency", $0.currency.code)])
    }
  }

  /// Shows what was counted.
  func show(_ sums: FootprintSums, in readings: inout Readings) {
    readings.set(location, to: sums.location.shown)
    readings.set(market, to: sums.market.shown)
    if let embodied { readings.set(embodied, to: sums.embodied.shown) }
    if let cost { readings.set(cost, to: sums.cost.shown) }
  }
}
