import Footprint
import NodeModel
import Testing

@Suite("A footprint")
struct FootprintModelTests {
  private func model(effectiveness: Double, place: String = "DE") throws -> FootprintModel {
    let ratio = try PowerUsageEffectiveness(
      try #require(Millionths(effectiveness)), status: .configured, category: .advanced, year: 2025,
      source: "site report")
    return FootprintModel(
      effectiveness: ConfiguredPUE(ratio),
      grid: try IntensityChain(GridPlace(place), basis: .lifecycle), market: try MarketMix())
  }

  private func sums(
    _ model: FootprintModel, microjoules: UInt64, at times: [Int64] = [0]
  ) -> FootprintSums {
    var sums = FootprintSums()
    for time in times { sums.count(microjoules, .none, at: model.rates(at: time)) }
    return sums
  }

  @Test("of 700 W for ten hours at PUE 1.2 in Germany is 2873 g")
  func worked() throws {
    // accounting: 7 kWh × 1.2 × 342 g/kWh = 2872.8 g; with the table's 342.06, 2873.304 g. In 120 slots.
    let total = sums(
      try model(effectiveness: 1.2), microjoules: 700 * 300 * 1_000_000,
      at: (0..<120).map { $0 * 300 })
    #expect(total.location.millionths == 2_873_304_000)
    #expect(total.location.inUnits.rounded() == 2873)
    // Nobody has contracts: the market-based figure is the grid's, flagged, and a type of its own.
    #expect(total.market.millionths == 2_873_304_000)
  }

  @Test("is exact where the intensity is the round figure of the check")
  func exact() throws {
    let weather = RandomNode.Weather(
      grams: [0: Factor(Millionths(count: 342_000_000))], zone: "DE", basis: .lifecycle)
    let stated = try PowerUsageEffectiveness(
      Millionths(count: 1_200_000), status: .configured, category: nil, year: nil, source: "")
    let model = FootprintModel(
      effectiveness: ConfiguredPUE(stated),
      grid: try IntensityChain(GridPlace("DE"), basis: .lifecycle, live: [weather]),
      market: try MarketMix())
    #expect(sums(model, microjoules: 25_200_000_000_000).location.millionths == 2_872_800_000)
  }

  @Test("tells every factor with its value, source, quality and what must be said beside it")
  func factors() throws {
    let model = try model(effectiveness: 1.2, place: "US-CA")
    let notes = model.factors(at: 0)
    #expect(notes.map(\.name) == ["pue", "intensity", "market_intensity"])
    #expect(notes.allSatisfy { !$0.source.isEmpty })
    #expect(notes[0].remarks == ["configured", "pue3"] && notes[0].quality == .stated)
    #expect(notes[1].value == 383.55 && notes[1].quality == .estimated && notes[1].year == 2024)
    #expect(notes[1].remarks == ["US", "country", "lifecycle", "average", "CO2e"])
    #expect(notes[1].low == nil && notes[1].high == nil)
    #expect(notes[2].remarks == ["grid average"])
    #expect(model.version.hasPrefix("nodeprobe.footprint/1 tables/"))
  }

  @Test("comes to the same parts by the factors that were kept")
  func keptFactors() throws {
    let plain = try model(effectiveness: 1.2, place: "DE")
    let part = EmbodiedPart(
      name: "server", count: 2, kilograms: Factor(Millionths(count: 1_000_000_000)),
      resource: .cores, source: "maker")
    let capacity = NodeCapacity(cores: 8, accelerators: 0, memoryMebibytes: 1024)
    let model = FootprintModel(
      effectiveness: plain.effectiveness, grid: plain.grid, market: plain.market,
      embodied: EmbodiedRates([part], of: capacity),
      tariff: Tariff(
        currency: try #require(Currency("EUR")), perKilowattHour: Millionths(0.301),
        perCoreHour: Millionths(0.047)))
    let set = model.factorSet(at: 0)
    let held = Reservation(cores: 3, milliseconds: 12_345)
    var (first, second) = (FootprintSums(), FootprintSums())
    first.count(987_654_321, held, at: model.rates(at: 0))
    second.count(987_654_321, held, at: try #require(set.rates(at: 0)))
    #expect(first == second)
    // 2,000 kg over 4 years for 3 of 8 cores and 12.345 s: 2e12 µg × 37,035 / (8 × 126,144,000,000).
    #expect(second.embodied.millionths == 73_398)
    #expect(set.tariff == model.tariff)
    let bare = FactorSet(version: "", currency: nil, notes: [], embodied: nil)
    #expect(bare.rates(at: 0) == nil)
  }
}
