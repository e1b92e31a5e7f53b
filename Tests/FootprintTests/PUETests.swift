import Footprint
import NodeModel
import Testing

@Suite("A PUE")
struct PUETests {
  private func stated(
    _ ratio: Double, low: Double? = nil, high: Double? = nil, category: PUECategory? = .advanced
  ) throws -> PowerUsageEffectiveness {
    let value = try #require(Millionths(ratio))
    var interval: ClosedRange<Millionths>?
    if let low = low.flatMap({ Millionths($0) }), let high = high.flatMap({ Millionths($0) }) {
      interval = low...high
    }
    return try PowerUsageEffectiveness(
      value, within: interval, status: .configured, category: category, year: 2025,
      source: "site report")
  }

  @Test("below 1 is refused with a reason")
  func belowOne() {
    let refusal = #expect(throws: PUERefusal.self) { try stated(0.999_999) }
    #expect(refusal == .belowOne)
    #expect(refusal?.description.contains("wrong boundary") == true)
    #expect(throws: Never.self) { try stated(1) }
  }

  @Test("that is a percentage is refused")
  func percentage() {
    #expect(throws: PUERefusal.implausible) { try stated(135) }
    #expect(throws: Never.self) { try stated(100) }
  }

  @Test("lies in its interval, and no part of that is below 1")
  func interval() throws {
    #expect(throws: PUERefusal.outsideInterval) { try stated(1.2, low: 0.9, high: 1.3) }
    #expect(throws: PUERefusal.outsideInterval) { try stated(1.4, low: 1.1, high: 1.3) }
    #expect(try stated(1.2, low: 1.1, high: 1.3).ratio.high.double == 1.3)
    #expect(try stated(1.2).ratio.interval == nil)
  }

  @Test("of category 0 is no ratio of energies")
  func categories() throws {
    #expect(throws: PUERefusal.peakDemand) { try PUECategory(word: "PUE0") }
    #expect(throws: PUERefusal.unknownCategory("pue4")) { try PUECategory(word: "PUE4") }
    for (word, category) in [
      ("pue1", PUECategory.basic), ("pue2", .intermediate), ("PUE3", .advanced),
      ("iPUE", .interim), ("pPUE", .partial), ("dPUE", .design), ("mPUE", .mixedUse),
    ] {
      #expect(try PUECategory(word: word) == category)
    }
  }

  @Test("says whether it was measured here, somebody stated it, or it is an average of others")
  func quality() throws {
    for category in PUECategory.allCases.map(Optional.some) + [nil] {
      #expect(try stated(1.2, category: category).quality == .stated)
    }
    let measured = try PowerUsageEffectiveness(
      Millionths(count: 1_200_000), status: .measured, category: .interim, year: nil,
      source: "meters of the site")
    #expect(measured.quality == .measured)
    #expect(PowerUsageEffectiveness.tabled("industry_average")?.quality == .estimated)
  }

  @Test("of a cloud is the region's where it is disclosed, else the provider's")
  func clouds() throws {
    let frankfurt = try #require(CloudRegion(.aws, "eu-central-1"))
    let disclosed = try #require(
      PowerUsageEffectiveness.disclosed(by: .aws, region: frankfurt))
    #expect(disclosed.ratio.value.double == 1.35 && disclosed.year == 2024)
    #expect(disclosed.status == .table)
    // London stands without one.
    let london = try #require(CloudRegion(.aws, "eu-west-2"))
    #expect(
      PowerUsageEffectiveness.disclosed(by: .aws, region: london)?.ratio.value.double == 1.135)
    #expect(PowerUsageEffectiveness.disclosed(by: .oracle, region: nil)?.ratio.value.double == 1.2)
    // A region of somebody else says nothing.
    #expect(
      PowerUsageEffectiveness.disclosed(by: .gcp, region: frankfurt)?.ratio.value.double == 1.1)
    #expect(PowerUsageEffectiveness.tabled("on_premise")?.ratio.value.double == 1.58)
    #expect(PowerUsageEffectiveness.tabled("nobody") == nil)
  }
}
