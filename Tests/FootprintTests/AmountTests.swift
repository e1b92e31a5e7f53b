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

  @Test("an amount as a double is the one that Python's float(parts) / 3.6e24 is")
  func amountsAsDoubles() {
    let truth: [(UInt128, Double)] = [
      (0, 0), (1, 2.777777777777778e-25), (3_600_000_000_000_000_000_000_000, 1),
      // Two doubles are equally near, or one of them is nearer by the last bit; below and above 64 bits.
      (9_007_199_254_740_993, 2.501999792983609e-09),
      (18_446_744_073_709_551_615, 5.124095576030431e-06),
      (18_446_744_073_709_553_664, 5.124095576030431e-06),
      (18_446_744_073_709_553_665, 5.124095576030432e-06),
      (18_446_744_073_709_557_760, 5.124095576030434e-06),
      (1_267_650_600_228_229_542_234_191_560_704, 352125.16673006373),
      (1_267_650_600_228_229_542_234_191_560_705, 352125.1667300638),
      (340_282_366_920_938_444_573_908_675_953_187_356_672, 94522879700260.69),
      (.max, 94522879700260.69),
    ]
    for (parts, units) in truth {
      #expect(Amount<Money>(parts: parts).inUnits == units, "\(parts)")
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
    #expect(Amount<Money>(parts: Amount<Money>.partsPerUnit).inUnits == 1)
    let most = Amount<Money>(parts: .max)
    #expect(most + Amount(parts: 1) == most)
  }
}
