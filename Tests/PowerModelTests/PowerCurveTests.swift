import NodeModel
import Testing

@testable import PowerModel

@Suite("A power curve")
struct PowerCurveTests {
  /// 10 W (8–13) when idle, 50 W (45–70) at full load.
  private static let line = PowerCurve(
    idle: PowerBand(low: 8_000_000, value: 10_000_000, high: 13_000_000),
    full: PowerBand(low: 45_000_000, value: 50_000_000, high: 70_000_000))

  @Test("is a straight line between its points, its bounds as well")
  func line() {
    #expect(Self.line.power(at: 0) == Self.line.idle)
    #expect(
      Self.line.power(at: 250_000)
        == PowerBand(low: 17_250_000, value: 20_000_000, high: 27_250_000))
    #expect(Self.line.power(at: 1_000_000) == Self.line.fullLoad)
    // Above full is full.
    #expect(Self.line.power(at: .max) == Self.line.fullLoad)
  }

  @Test("rounds its low bound down and its high one up")
  func rounding() {
    let curve = PowerCurve(
      idle: PowerBand(low: 1, value: 2, high: 3), full: PowerBand(low: 2, value: 3, high: 4))
    // 1.3, 2.3 and 3.3 microwatts.
    #expect(curve.power(at: 300_000) == PowerBand(low: 1, value: 2, high: 4))
    // 1.7, 2.7 and 3.7 microwatts.
    #expect(curve.power(at: 700_000) == PowerBand(low: 1, value: 3, high: 4))
  }

  @Test("has the bounds of its worst point, rounded up")
  func bounds() {
    // Below 20 % at idle and 10 % at full load; above 30 % and 40 %.
    #expect(Self.line.bounds == EnergyBounds(below: 200_000, above: 400_000))
    let third = PowerCurve(
      idle: PowerBand(low: 2, value: 3, high: 5), full: PowerBand(low: 3, value: 3, high: 3))
    #expect(third.bounds == EnergyBounds(below: 333_334, above: 666_667))
  }

  @Test("has points that rise from idle to full, or there is none")
  func points() {
    let band = PowerBand(low: 1, value: 1, high: 1)
    func curve(_ utilizations: UInt32...) -> PowerCurve? {
      PowerCurve(utilizations.map { PowerCurve.Point(utilization: $0, power: band) })
    }
    #expect(curve(0, 500_000, 1_000_000) != nil)
    #expect(curve() == nil)
    #expect(curve(0) == nil)
    #expect(curve(0, 500_000) == nil)
    #expect(curve(1, 1_000_000) == nil)
    #expect(curve(0, 600_000, 500_000, 1_000_000) == nil)
    #expect(curve(0, 0, 1_000_000) == nil)
  }

  @Test("never shows 0, and never bounds on the wrong side")
  func band() {
    let band = PowerBand(low: 5, value: 0, high: 0)
    #expect(band == PowerBand(low: 1, value: 1, high: 1))
    #expect(PowerBand(low: 9, value: 4, high: 3) == PowerBand(low: 4, value: 4, high: 4))
  }
}
