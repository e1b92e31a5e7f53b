import Footprint
import NodeModel
import Testing

@Suite("Cost")
struct CostTests {
  private func model(_ tariff: Tariff?, effectiveness: Double = 1.2) throws -> FootprintModel {
    let ratio = try PowerUsageEffectiveness(
      try #require(Millionths(effectiveness)), status: .configured, category: .advanced, year: 2025,
      source: "site")
    return FootprintModel(
      effectiveness: ConfiguredPUE(ratio),
      grid: try IntensityChain(GridPlace("DE"), basis: .lifecycle), market: try MarketMix(),
      tariff: tariff)
  }

  private func tariff(
    _ currency: String = "EUR", energy: Double? = nil, core: Double? = nil,
    accelerator: Double? = nil
  ) throws -> Tariff {
    let currency = try #require(Currency(currency))
    return try #require(
      Tariff(
        currency: currency,
        perKilowattHour: energy.flatMap { Millionths($0) },
        perCoreHour: core.flatMap { Millionths($0) },
        perAcceleratorHour: accelerator.flatMap { Millionths($0) }))
  }

  private func cost(
    _ tariff: Tariff?, microjoules: UInt64, _ reservation: Reservation
  ) throws -> Amount<Money> {
    var sums = FootprintSums()
    sums.count(microjoules, reservation, at: try model(tariff).rates(at: 0))
    return sums.cost
  }

  @Test("is energy with PUE, cores and accelerators by the hour")
  func lines() throws {
    let held = Reservation(cores: 16, accelerators: 1, milliseconds: 36_000_000)
    let joules: UInt64 = 25_200_000_000_000
    // 7 kWh × 1.2 × 0.27 = 2.268; 160 core h × 0.011 = 1.76; 10 h × 2.5 = 25.
    #expect(try cost(tariff(energy: 0.27), microjoules: joules, held).millionths == 2_268_000)
    #expect(try cost(tariff(core: 0.011), microjoules: joules, held).millionths == 1_760_000)
    #expect(try tariff(core: 0.011).price(of: held).millionths == 1_760_000)
    #expect(try cost(tariff(accelerator: 2.5), microjoules: joules, held).millionths == 25_000_000)
    let all = try tariff(energy: 0.27, core: 0.011, accelerator: 2.5)
    #expect(try cost(all, microjoules: joules, held).millionths == 29_028_000)
  }

  @Test("is unknown where nobody stated a price, and has no energy where a cloud's price holds it")
  func absent() throws {
    #expect(Tariff(currency: try #require(Currency("EUR"))) == nil)
    let held = Reservation(cores: 1, milliseconds: 3_600_000)
    #expect(try cost(tariff(core: 0.05), microjoules: 1_000_000, held).millionths == 50_000)
  }

  @Test("has a currency of three letters")
  func currencies() {
    #expect(Currency("eur")?.code == "EUR")
    for code in ["", "EU", "EURO", "E1R", "€€€"] { #expect(Currency(code) == nil) }
  }
}
