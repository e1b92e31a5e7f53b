import Footprint
import NodeModel
import Testing

@Suite("Exact amounts")
struct AmountTests {
  @Test("a decimal is read exactly, and what is none is refused")
  func decimals() {
    let read: [(String, UInt64)] = [
      ("342.06", 342_060_000), ("0", 0), ("0.0", 0), ("1.135", 1_135_000), ("285", 285_000_000),
      ("0.000001", 1), ("007.5", 7_500_000), ("1000000", 1_000_000_000_000),
    ]
    for (text, count) in read {
      #expect(Millionths(decimal: text)?.count == count, "\(text)")
    }
    for text in [
      "", ".", ".5", "5.", "-1", "+1", "1e3", "1,5", "0.0000001", "1000000.1", " 1", "1.2.3",
      "99999999999999999999", "nan", "٣",
    ] {
      #expect(Millionths(decimal: text) == nil, "\(text)")
    }
  }

  @Test("a double becomes the nearest millionth, and no number becomes none")
  func doubles() {
    #expect(Millionths(1.58)?.count == 1_580_000)
    #expect(Millionths(0.1 + 0.2)?.count == 300_000)
    #expect(Millionths(0.000_000_4)?.count == 0)
    for value in [-0.1, .nan, .infinity, 1_000_001] {
      #expect(Millionths(value) == nil)
    }
  }

  @Test("a factor is never outside its interval")
  func factors() throws {
    let low = Millionths(count: 2)
    let high = Millionths(count: 5)
    #expect(Factor(Millionths(count: 6), within: low...high) == nil)
    #expect(Factor(Millionths(count: 1), within: low...high) == nil)
    let factor = try #require(Factor(Millionths(count: 5), within: low...high))
    #expect(factor.low == low && factor.high == high)
    #expect(Factor(low).interval == nil)
  }

  @Test("half a millionth is shown as one, less as none, and the largest sum stands still")
  func rounding() {
    let millionth = Amount<Money>.partsPerMillionth
    #expect(Amount<Money>(parts: millionth / 2).millionths == 1)
    #expect(Amount<Money>(parts: millionth / 2 - 1).millionths == 0)
    #expect(Amount<Money>(parts: 7 * millionth).shown == .micro(7))
    #expect(Amount<Money>(parts: Amount<Money>.partsPerUnit).double == 1)
    let most = Amount<Money>(parts: .max)
    #expect(most + Amount(parts: 1) == most)
    #expect(Amount<Money>(parts: 3).reduced(by: Amount(parts: 5)) == .zero)
    #expect(most.share(.one) == most && most.share(.zero) == .zero)
    #expect(Amount<Money>(parts: 10_000_001).share(Millionths(count: 500_000)).parts == 5_000_000)
  }

  @Test("bounds hold their value, whatever is given")
  func bounds() {
    let odd = BoundedAmount<Money>(
      low: Amount(parts: 9), value: Amount(parts: 5), high: Amount(parts: 1))
    #expect(odd.low.parts == 5 && odd.high.parts == 5)
    let energy = EnergyInterval(low: 9, value: 5, high: 1)
    #expect(energy.low == 5 && energy.high == 5)
  }
}
