import Footprint
import TestSupport
import Testing

@Suite("Largest remainders")
struct ApportionmentTests {
  @Test("amounts whose sum has stopped at the largest one are rounded down, each by itself")
  func stopped() {
    // ⌊(2^128 − 1) / (3.6 × 10^18)⌋
    let largest: UInt128 = 94_522_879_700_260_684_295
    let amounts = [
      Amount<LocationBased>(parts: .max), Amount(parts: 5_400_000_000_000_000_000),
      Amount(parts: .max),
    ]
    #expect(Apportionment.millionths(amounts) == [largest, 1, largest])
  }

  // Hamilton's method by hand: 10 seats for 7, 2, 1 votes of 10 are whole; for 5, 5, 5 the first gets the odd
  // one; 100 for 1, 1, 1 is 33.3 each.
  @Test(
    "are given to the largest, and of equals to the first",
    arguments: [
      (10, [7, 2, 1], [7, 2, 1]), (10, [5, 5, 5], [4, 3, 3]), (100, [1, 1, 1], [34, 33, 33]),
      (8, [53, 24, 23], [4, 2, 2]), (1, [1, 2], [0, 1]), (0, [3, 4], [0, 0]), (5, [0, 9], [0, 5]),
    ] as [(UInt128, [UInt128], [UInt128])])
  func examples(total: UInt128, weights: [UInt128], expected: [UInt128]) {
    #expect(Apportionment.divide(total, by: weights) == expected)
  }

  @Test("are not given to nobody")
  func nobody() {
    #expect(Apportionment.divide(5, by: []) == nil)
    #expect(Apportionment.divide(5, by: [0, 0]) == nil)
  }

  @Test("divide numbers of the full width without loss")
  func full() {
    let most = UInt128.max
    #expect(Apportionment.divide(most, by: [most / 2, most / 2]) == [most / 2 + 1, most / 2])
  }

  @Test("leave every share within one of its exact value, and the sum exact")
  func property() {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    for _ in 0..<5000 {
      let weights = (0..<Int.random(in: 1...12, using: &random)).map { _ in
        Bool.random(using: &random) ? UInt128.random(in: 0...1 << 60, using: &random) : 0
      }
      let sum = weights.reduce(0, +)
      let total = UInt128.random(in: 0...1 << 60, using: &random)
      guard let shares = Apportionment.divide(total, by: weights) else {
        #expect(sum == 0)
        continue
      }
      #expect(shares.reduce(0, +) == total, "seed \(seed)")
      for (share, weight) in zip(shares, weights) {
        // share − 1 < total × weight / sum < share + 1
        let exact = total * weight
        #expect((share + 1) * sum > exact && (share == 0 || (share - 1) * sum < exact))
        #expect(weight > 0 || share == 0, "seed \(seed): who weighs nothing got \(share)")
      }
    }
  }

  @Test("round amounts so that what is printed adds up")
  func printing() {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    let millionth = Amount<Money>.partsPerMillionth
    for _ in 0..<5000 {
      let amounts = (0..<Int.random(in: 0...9, using: &random)).map { _ in
        Amount<Money>(parts: .random(in: 0...5 * millionth, using: &random))
      }
      let shown = Apportionment.millionths(amounts)
      #expect(shown.reduce(0, +) == amounts.reduce(.zero, +).millionths, "seed \(seed)")
      for (shown, amount) in zip(shown, amounts) {
        let floor = amount.parts / millionth
        #expect(shown == floor || (shown == floor + 1 && amount.parts % millionth > 0))
      }
    }
  }
}
