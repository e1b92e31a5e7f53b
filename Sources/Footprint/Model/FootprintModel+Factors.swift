internal import NodeModel

extension FootprintModel {
  /// Every factor that a slot beginning at `time` (seconds since 1970, UTC) is multiplied with.
  public func factors(at time: Int64) -> [FactorNote] {
    energyNotes(at: time) + embodiedNotes + priceNotes
  }

  /// The same as it is kept.
  public func factorSet(at time: Int64) -> FactorSet {
    FactorSet(
      version: version, currency: tariff?.currency, notes: energyNotes(at: time) + priceNotes,
      embodied: embodied)
  }

  private func energyNotes(at time: Int64) -> [FactorNote] {
    let ratio = effectiveness.effectiveness(at: time)
    let grid = grid.intensity(at: time)
    let contracts = market.intensity(on: grid)
    return [
      FactorNote(
        name: "pue", ratio.ratio, unit: "", source: ratio.source, quality: ratio.quality,
        year: ratio.year,
        remarks: [ratio.status.rawValue] + (ratio.category.map { [$0.rawValue] } ?? [])),
      FactorNote(
        name: "intensity", grid.factor, unit: "g/kWh", source: grid.source, quality: grid.quality,
        year: grid.year,
        remarks: [
          grid.zone, grid.rung.rawValue, grid.basis.rawValue, grid.signal.rawValue,
          grid.gas.rawValue,
        ]),
      FactorNote(
        name: "market_intensity", contracts.factor, unit: "g/kWh", source: contracts.source,
        quality: contracts.usesGridAverage ? .estimated : .stated,
        remarks: contracts.usesGridAverage ? ["grid average"] : []),
    ]
  }

  private var embodiedNotes: [FactorNote] {
    guard let embodied else { return [] }
    return embodied.parts.map {
      FactorNote(
        name: "embodied", $0.kilograms, unit: "kg", source: $0.source, quality: .estimated,
        remarks: [
          "\($0.count) × \($0.name)", "by \($0.resource.rawValue)",
          "over \(embodied.lifetimeYears) years",
        ])
    }
  }

  private var priceNotes: [FactorNote] {
    guard let tariff else { return [] }
    let prices: [(Millionths?, String)] = [
      (tariff.perKilowattHour, "kWh"), (tariff.perCoreHour, "core h"),
      (tariff.perAcceleratorHour, "accelerator h"),
    ]
    return prices.compactMap { price, unit in
      price.map {
        FactorNote(
          name: "price", Factor($0), unit: "\(tariff.currency.code)/\(unit)",
          source: "configuration", quality: .stated)
      }
    }
  }
}
