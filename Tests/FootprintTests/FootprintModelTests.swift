import Footprint
import NodeModel
import Testing

@Suite("A footprint")
struct FootprintModelTests {
  private func model(
    effectiveness: Double, low: Double? = nil, high: Double? = nil, place: String = "DE"
  ) throws -> FootprintModel {
    var interval: ClosedRange<Millionths>?
    if let low = low.flatMap({ Millionths($0) }), let high = high.flatMap({ Millionths($0) }) {
      interval = low...high
    }
    let ratio = try PowerUsageEffectiveness(
      try #require(Millionths(effectiveness)), within: interval, status: .configured,
      category: .advanced, year: 2025, source: "site report")
    return FootprintModel(
      effectiveness: ConfiguredPUE(ratio),
      grid: try IntensityChain(GridPlace(place), basis: .lifecycle), market: try MarketMix())
  }

  @Test("of 700 W for ten hours at PUE 1.2 in Germany is 8.4 kWh and 2873 g")
  func worked() throws {
    // accounting: 7 kWh × 1.2 × 342 g/kWh = 2872.8 g; with the table's 342.06, 2873.304 g. In 120 slots.
    let model = try model(effectiveness: 1.2)
    var running = RunningFootprint()
    for slot in 0..<120 {
      let use = ResourceUse(
        time: Int64(slot) * 300, energy: EnergyInterval(700 * 300 * 1_000_000))
      try running.count(model.footprint(of: use))
    }
    let total = try #require(running.total)
    #expect(total.energy.value.millionths == 8_400_000)
    #expect(total.location.value.millionths == 2_873_304_000)
    #expect(total.location.value.inUnits.rounded() == 2873)
    // Nobody has contracts: the market-based figure is the grid's, flagged, and a type of its own.
    #expect(total.market.value.millionths == 2_873_304_000)
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
    let use = ResourceUse(time: 0, energy: EnergyInterval(25_200_000_000_000))
    #expect(model.footprint(of: use).location.value.millionths == 2_872_800_000)
  }

  @Test("has bounds that are the products of the bounds, and names what they leave out")
  func bounds() throws {
    // 0.9, 1, 1.2 kWh × 1.1, 1.2, 1.5 × 342.06: 338.6394, 410.472, 615.708 g.
    let model = try model(effectiveness: 1.2, low: 1.1, high: 1.5)
    let energy = EnergyInterval(
      low: 3_240_000_000_000, value: 3_600_000_000_000, high: 4_320_000_000_000)
    let footprint = model.footprint(of: ResourceUse(time: 0, energy: energy))
    #expect(footprint.location.low.millionths == 338_639_400)
    #expect(footprint.location.value.millionths == 410_472_000)
    #expect(footprint.location.high.millionths == 615_708_000)
    #expect(footprint.unknownSpreads.names == ["intensity", "market_intensity"])
  }

  @Test("without a stated make or price has neither, rather than 0")
  func absent() throws {
    let footprint = try model(effectiveness: 1).footprint(
      of: ResourceUse(time: 0, energy: EnergyInterval(1)))
    #expect(footprint.embodied == nil && footprint.cost == nil)
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

  @Test("on one basis is never added to one on the other")
  func basesApart() throws {
    let use = ResourceUse(time: 0, energy: EnergyInterval(1_000_000))
    let lifecycle = try model(effectiveness: 1).footprint(of: use)
    let direct = FootprintModel(
      effectiveness: try model(effectiveness: 1).effectiveness,
      grid: try IntensityChain(GridPlace("US-CA"), basis: .direct), market: try MarketMix()
    ).footprint(of: use)
    var running = RunningFootprint(lifecycle)
    #expect(throws: FootprintMismatch.basis(.lifecycle, .direct)) { try running.count(direct) }
    #expect(running.total == lifecycle)
  }
}
