import Footprint
import NodeModel
import Testing

@Suite("Contracts for electricity")
struct MarketMixTests {
  private func grid(_ grams: String) throws -> GridIntensity {
    GridIntensity(
      Factor(try #require(Millionths(decimal: grams))), basis: .lifecycle, zone: "DE",
      rung: .country, source: "table", quality: .estimated)
  }

  private func contract(_ share: Double, _ grams: Double) throws -> MarketMix.Contract {
    .init(
      share: try #require(Millionths(share)), intensity: try #require(Millionths(grams)),
      source: "wind park")
  }

  @Test("count by their share, and the residual mix for the rest")
  func mixed() throws {
    // 0.6 × 0 + 0.25 × 40 + 0.15 × 700 = 115
    let mix = try MarketMix(
      contracts: [contract(0.6, 0), contract(0.25, 40)],
      residual: Factor(try #require(Millionths(700.0))), residualSource: "AIB")
    let market = mix.intensity(on: try grid("342.06"))
    #expect(market.factor.value.double == 115)
    #expect(!market.usesGridAverage)
  }

  @Test("fall back to the grid's average where nobody states a residual mix, and say so")
  func noResidual() throws {
    // 0.5 × 0 + 0.5 × 342.06 = 171.03
    let market = try MarketMix(contracts: [contract(0.5, 0)]).intensity(on: grid("342.06"))
    #expect(market.factor.value.count == 171_030_000)
    #expect(market.usesGridAverage && market.source.contains("grid average"))
    for mix in [try MarketMix(), .none] {
      #expect(
        mix.intensity(on: try grid("342.06")).source == "grid average, no contracts stated")
    }
    let none = try MarketMix().intensity(on: grid("342.06"))
    #expect(none.factor.value.count == 342_060_000 && none.usesGridAverage)
  }

  @Test("may cover all with 0 g/kWh, which is a value and no gap")
  func allGreen() throws {
    let market = try MarketMix(contracts: [contract(1, 0)]).intensity(on: grid("342.06"))
    #expect(market.factor.value == .zero && !market.usesGridAverage)
  }

  @Test("cannot cover more than all, nor be dirtier than anything that burns")
  func refused() throws {
    let much = [try contract(0.7, 0), try contract(0.4, 0)]
    #expect(throws: MarketRefusal.moreThanAll) { try MarketMix(contracts: much) }
    let dirty = [try contract(0.7, 2001)]
    #expect(throws: MarketRefusal.implausible("wind park")) { try MarketMix(contracts: dirty) }
  }
}
