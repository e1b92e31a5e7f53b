internal import EnergyLedger
internal import Footprint
internal import NodeModel

/// Carbon and cost of the node and its buckets, and the factors that they come from.
final class FootprintSection: Section {
  let probe = "footprint"
  private(set) var page = SectionPage()

  private let account: EnergyAccount
  private let clock: NodeClock
  private var metersVersion = -1
  private var series: Places?

  /// The series of everything that it shows.
  private struct Places {
    let location: Series
    let market: Series
    let buckets: [Series]
    let bucketMarkets: [Series]
    let embodied: Series?
    let bucketEmbodied: [Series]
    let cost: Series?
    let bucketCosts: [Series]
    let reservedCores: Series
    let reservedMemory: Series
  }

  init(_ account: EnergyAccount, clock: NodeClock) {
    self.account = account
    self.clock = clock
  }

  /// Shows what was counted until now.
  func update() {
    guard let footprint = account.footprint else { return }
    let start = clock.now()
    if metersVersion != account.metersVersion {
      metersVersion = account.metersVersion
      declare(footprint.choice)
    }
    page.readings.begin(at: start)
    if let series {
      if account.ledger.nodeEnergy > .zero { show(footprint, in: series) }
      show(footprint.reserved.cores, in: series.reservedCores)
      show(footprint.reserved.memory, in: series.reservedMemory)
    }
    page.finish(after: clock.now() - start, at: clock.wallTime())
  }

  private func declare(_ choice: FootprintChoice) {
    var fresh = SeriesTable()
    let model = choice.model
    let currency = model.tariff.map { [Label("currency", $0.currency.code)] }
    let words = Bucket.allCases.map(\.word)
    series = Places(
      location: fresh.add(.nodeCarbon),
      market: fresh.add(.nodeMarketCarbon),
      buckets: words.map { fresh.add(.bucketCarbon, ["bucket": $0]) },
      bucketMarkets: words.map { fresh.add(.bucketMarketCarbon, ["bucket": $0]) },
      embodied: model.embodied.map { _ in fresh.add(.nodeEmbodied) },
      bucketEmbodied: model.embodied == nil
        ? [] : words.map { fresh.add(.bucketEmbodied, ["bucket": $0]) },
      cost: currency.map { fresh.add(.nodeCost, labels: $0) },
      bucketCosts: currency.map { currency in
        words.map { fresh.add(.bucketCost, labels: [Label("bucket", $0)] + currency) }
      } ?? [],
      reservedCores: fresh.add(.reserved, ["resource": "cores"]),
      reservedMemory: fresh.add(.reserved, ["resource": "memory"]))
    let factors = declareFactors(choice, in: &fresh)
    page.replace(with: fresh)
    for (series, value) in factors { page.readings.set(series, value) }
  }

  /// The factors do not change before the configuration does.
  private func declareFactors(
    _ choice: FootprintChoice, in fresh: inout SeriesTable
  ) -> [(Series, Double)] {
    let ratio = choice.effectiveness
    let grid = choice.model.grid.intensity(at: Int64(clock.wallTime() / 1_000_000_000))
    let contracts = choice.model.market.intensity(on: grid)
    var labels = [Label("site", choice.site), Label("status", ratio.status.rawValue)]
    if let category = ratio.category { labels.append(Label("category", category.rawValue)) }
    labels.append(Label("source", ratio.source))
    return [
      (fresh.add(.effectiveness, ["site": choice.site]), ratio.ratio.value.double),
      (fresh.add(.effectivenessInfo, labels: labels), 1),
      (fresh.add(.intensity, ["zone": grid.zone]), grid.factor.value.double),
      (
        fresh.add(
          .intensityInfo,
          [
            "zone": grid.zone, "basis": grid.basis.rawValue, "signal": grid.signal.rawValue,
            "rung": grid.rung.rawValue, "source": grid.source,
          ]), 1
      ),
      (fresh.add(.marketIntensity), contracts.factor.value.double),
      (fresh.add(.marketIntensityInfo, ["source": contracts.source]), 1),
    ]
  }

  private func show(_ ratio: Double?, in series: Series) {
    if let ratio { page.readings.set(series, ratio) } else { page.readings.clear(series) }
  }

  private func show(_ footprint: borrowing FootprintAccount, in series: Places) {
    page.readings.set(series.location, to: footprint.node.location.shown)
    page.readings.set(series.market, to: footprint.node.market.shown)
    if let embodied = series.embodied {
      page.readings.set(embodied, to: footprint.node.embodied.shown)
    }
    if let cost = series.cost { page.readings.set(cost, to: footprint.node.cost.shown) }
    for (index, bucket) in footprint.buckets.enumerated() {
      page.readings.set(series.buckets[index], to: bucket.location.shown)
      page.readings.set(series.bucketMarkets[index], to: bucket.market.shown)
      if !series.bucketEmbodied.isEmpty {
        page.readings.set(series.bucketEmbodied[index], to: bucket.embodied.shown)
      }
      if !series.bucketCosts.isEmpty {
        page.readings.set(series.bucketCosts[index], to: bucket.cost.shown)
      }
    }
  }
}
