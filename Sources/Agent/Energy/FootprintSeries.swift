internal import Footprint
internal import NodeModel

/// The series of one owner's carbon and cost; those that cannot be known here are nil.
struct FootprintSeries {
  private let location: Series
  private let market: Series
  private let embodied: Series?
  private let cost: Series?
  private let kinds: FootprintKinds

  /// Declares the series of a job.
  init(_ model: FootprintModel, labels: [Label], in fresh: inout SeriesTable) {
    kinds = FootprintKinds(model)
    location = fresh.add(.jobCarbon, labels: labels)
    market = fresh.add(.jobMarketCarbon, labels: labels)
    embodied = model.embodied.map { _ in fresh.add(.jobEmbodied, labels: labels) }
    cost = model.tariff.map {
      fresh.add(.jobCost, labels: labels + [Label("currency", $0.currency.code)])
    }
  }

  /// Shows what was counted; what is not known of it is not there.
  func show(_ counted: CountedFootprint, in readings: inout Readings) {
    let sums = counted.sums
    readings.set(location, to: sums.location.shown)
    readings.set(market, to: sums.market.shown)
    if let embodied {
      if kinds.knowsEmbodied(of: counted) {
        readings.set(embodied, to: sums.embodied.shown)
      } else {
        readings.clear(embodied)
      }
    }
    if let cost {
      if kinds.knowsCost(of: counted) {
        readings.set(cost, to: sums.cost.shown)
      } else {
        readings.clear(cost)
      }
    }
  }
}
