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

  @Test("is energy with PUE, cores and accelerators by the hour")
  func lines() throws {
    let use = ResourceUse(
      time: 0, energy: EnergyInterval(25_200_000_000_000),
      reservation: Reservation(cores: 16, accelerators: 1, milliseconds: 36_000_000))
    let cost = try #require(
      try model(tariff(energy: 0.27, core: 0.011, accelerator: 2.5)).footprint(of: use).cost)
    // 7 kWh × 1.2 × 0.27 = 2.268; 160 core h × 0.011 = 1.76; 10 h × 2.5 = 25.
    #expect(cost.energy.value.millionths == 2_268_000)
    #expect(cost.cores.millionths == 1_760_000)
    #expect(cost.accelerators.millionths == 25_000_000)
    #expect(cost.total.value.millionths == 29_028_000)
    #expect(cost.currency.code == "EUR")
  }

  @Test("is unknown where nobody stated a price, and has no energy where a cloud's price holds it")
  func absent() throws {
    let euro = try #require(Currency("EUR"))
    #expect(Tariff(currency: euro) == nil)
    let use = ResourceUse(
      time: 0, energy: EnergyInterval(1_000_000),
      reservation: Reservation(cores: 1, milliseconds: 3_600_000))
    #expect(try model(nil).footprint(of: use).cost == nil)
    let cloud = try #require(try model(tariff(core: 0.05)).footprint(of: use).cost)
    #expect(cloud.energy == .zero && cloud.total.value.millionths == 50_000)
  }

  @Test("has a currency of three letters")
  func currencies() {
    #expect(Currency("eur")?.code == "EUR")
    for code in ["", "EU", "EURO", "E1R", "€€€"] { #expect(Currency(code) == nil) }
  }

  @Test("of two currencies is not summed")
  func currenciesApart() throws {
    let use = ResourceUse(time: 0, energy: EnergyInterval(1_000_000))
    let euro = try model(tariff(energy: 0.3)).footprint(of: use)
    let dollar = try model(tariff("USD", energy: 0.3)).footprint(of: use)
    var sum = euro
    #expect(throws: FootprintMismatch.self) { try sum.add(dollar) }
    #expect(sum == euro)
  }

  @Test("of what nobody reserved is handed out whole, by the policy, or left whole")
  func shared() {
    let capacity = NodeCapacity(cores: 10, accelerators: 2, memoryMebibytes: 1000)
    let jobs = [
      (Amount<Money>(parts: 30), Reservation(cores: 5, accelerators: 2, milliseconds: 1)),
      (Amount<Money>(parts: 10), Reservation(cores: 5, memoryMebibytes: 1000, milliseconds: 1)),
      (Amount<Money>(parts: 0), Reservation.none),
    ].map { (cost: $0.0, reservation: $0.1) }
    let rest = Amount<Money>(parts: 102)
    let none = SharedCostPolicy.none.divide(rest, among: jobs, of: capacity)
    #expect(none.left == rest && none.shares == [.zero, .zero, .zero])
    // 102 × 30/40 = 76.5, 102 × 10/40 = 25.5: the odd part goes to the first.
    let proportional = SharedCostPolicy.proportional.divide(rest, among: jobs, of: capacity)
    #expect(proportional.shares.map(\.parts) == [77, 25, 0] && proportional.left == .zero)
    // Shares of the node: 0.5 + 1 + 0 and 0.5 + 0 + 1: equal.
    let reserved = SharedCostPolicy.reserved.divide(rest, among: jobs, of: capacity)
    #expect(reserved.shares.map(\.parts) == [51, 51, 0] && reserved.left == .zero)
    let nobody = SharedCostPolicy.reserved.divide(rest, among: [], of: capacity)
    #expect(nobody.left == rest && nobody.shares.isEmpty)
  }
}
