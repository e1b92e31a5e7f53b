import NodeModel
import TestSupport
import Testing

@Suite("Exact sums")
struct ExactSumTests {
  /// Rounded once, by Python's fractions and math.fsum.
  private static let known: [([Double], Double)] = [
    ([], 0),
    ([1e16, 1, -1e16, 1e-16, 3.5], 4.5),
    (Array(repeating: 0.1, count: 10), 1),
    ([1e308, 1e308, -1e308, 0x1p-1074, -0.1], 1e308),
    ([9_007_199_254_740_992, 1], 9_007_199_254_740_992),
    ([9_007_199_254_740_992, 1, 0x1p-60], 9_007_199_254_740_994),
    ([0x1p-1074, 0x1p-1074, 0x1p-1074], 3 * 0x1p-1074),
    ([1, -1], 0),
    ([0x1p70, -1, 0x1p-70], 1.1805916207174113e21),
    ([1e308, 1e308], .infinity),
    ([-1e308, -1e308], -.infinity),
  ]

  @Test("the sum is the nearest double to the true one, and even between two")
  func known() {
    for (values, expected) in Self.known {
      var sum = ExactSum()
      for value in values { sum.add(value) }
      #expect(sum.value == expected, "\(values)")
    }
  }

  @Test("any order and any grouping gives the same sum", arguments: [UInt64(1), 2, 3])
  func order(seed: UInt64) {
    var random = SeededRandom(seed)
    var values = (0..<500).map { _ in
      Double(Int64(bitPattern: random.next()) >> 11)
        * Double(sign: .plus, exponent: Int(random.below(600)) - 300, significand: 1)
    }
    var first = ExactSum()
    for value in values { first.add(value) }
    for _ in 0..<20 {
      values.shuffle(using: &random)
      var whole = ExactSum()
      let cut = Int(random.below(500))
      for part in [values[..<cut], values[cut...]] {
        var sum = ExactSum()
        for value in part { sum.add(value) }
        whole.add(sum)
      }
      #expect(whole == first && whole.value == first.value, "seed \(seed)")
    }
    // Exactly, so that what is taken away leaves nothing.
    for value in values { first.add(-value) }
    #expect(first == ExactSum() && first.value == 0, "seed \(seed)")
  }
}
