internal import NodeModel

/// The factors of one slot multiplied out: what a microjoule and a reserved millisecond come to.
///
/// Counting with rates takes a few multiplications, so that counters can follow every round.
public struct FootprintRates: Sendable {
  /// The slot's beginning, seconds since 1970, UTC.
  public let time: Int64
  /// Parts of a gram a microjoule, by the grid.
  let location: UInt128
  /// Parts of a gram a microjoule, by contracts.
  let market: UInt128
  /// Parts of a unit of money a microjoule; nil where nobody has stated any price.
  let energyPrice: UInt128?
  /// Parts of a unit of money a core and millisecond.
  let corePrice: UInt128
  /// Parts of a unit of money an accelerator and millisecond.
  let acceleratorPrice: UInt128
  /// What the node is made of; nil where nobody knows.
  let embodied: EmbodiedRates?

  /// Multiplies out.
  init(
    at time: Int64, effectiveness: Millionths, grid: Millionths, market: Millionths,
    _ tariff: Tariff?, _ embodied: EmbodiedRates?
  ) {
    let ratio = UInt128(effectiveness.count)
    // A price of a whole unit has 10^6 millionths, a part of an hourly price is 10^12 times as fine.
    func hourly(_ price: Millionths?) -> UInt128 {
      UInt128(price?.count ?? 0) * 1_000_000_000_000
    }
    self.time = time
    location = ratio * UInt128(grid.count)
    self.market = ratio * UInt128(market.count)
    energyPrice = tariff.map { ratio * UInt128($0.perKilowattHour?.count ?? 0) }
    corePrice = hourly(tariff?.perCoreHour)
    acceleratorPrice = hourly(tariff?.perAcceleratorHour)
    self.embodied = embodied
  }

  private init(of rates: FootprintRates, energyPrice: UInt128?) {
    time = rates.time
    location = rates.location
    market = rates.market
    self.energyPrice = energyPrice
    corePrice = rates.corePrice
    acceleratorPrice = rates.acceleratorPrice
    embodied = rates.embodied
  }

  /// The same for who counts money of another currency.
  public var withoutCost: FootprintRates { FootprintRates(of: self, energyPrice: nil) }
}

extension FootprintModel {
  /// The rates of the slot that begins at `time`.
  public func rates(at time: Int64) -> FootprintRates {
    let grid = grid.intensity(at: time)
    return FootprintRates(
      at: time, effectiveness: effectiveness.effectiveness(at: time).ratio.value,
      grid: grid.factor.value, market: market.intensity(on: grid).factor.value, tariff, embodied)
  }
}
