import Testing

@testable import EnergyLedger
import TestSupport

@Suite("Division of microjoules")
struct LargestRemainderTests {
  private static func divide(_ amount: UInt64, _ weights: [UInt64]) -> [UInt64] {
    var division = LargestRemainder()
    division.begin(expecting: weights.count)
    for weight in weights { division.add(weight) }
    division.divide(amount)
    return Array(division.shares[..<weights.count])
  }

  /// By the textbook, with a sort.
  private static func textbook(_ amount: UInt64, _ weights: [UInt64]) -> [UInt64] {
    let sum = UInt128(weights.reduce(0, +))
    let products = weights.map { UInt128(amount) * UInt128($0) }
    var shares = products.map { UInt64($0 / sum) }
    let left = Int(amount - shares.reduce(0, +))
    let order = weights.indices.sorted {
      (products[$1] % sum, $0) < (products[$0] % sum, $1)
    }
    for place in order.prefix(left) { shares[place] += 1 }
    return shares
  }

  @Test("ten among three equal ones: the first has the one that is left")
  func ties() {
    #expect(Self.divide(10, [1, 1, 1]) == [4, 3, 3])
    #expect(Self.divide(11, [1, 1, 1]) == [4, 4, 3])
    #expect(Self.divide(2, [5, 5, 5, 5]) == [1, 1, 0, 0])
  }

  @Test("the largest remainders have what is left")
  func largest() {
    // 100 by 1, 2, 4 of 7: 14.28…, 28.57…, 57.14… leave one, for the .57.
    #expect(Self.divide(100, [1, 2, 4]) == [14, 29, 57])
    #expect(Self.divide(5, [0, 3, 0]) == [0, 5, 0])
    #expect(Self.divide(0, [3, 4]) == [0, 0])
  }

  @Test("it is the textbook's division for any weights", arguments: UInt64(1)...20)
  func anyWeights(seed: UInt64) {
    var chance = SeededRandom(seed)
    for _ in 0..<100 {
      let bits = chance.below(50) + 1
      let count = Int(chance.below(seed % 4 == 0 ? 600 : 12) + 1)
      var weights = (0..<count).map { _ in
        chance.once(in: 4) ? chance.below(3) : chance.next() >> (64 - bits)
      }
      if weights.allSatisfy({ $0 == 0 }) { weights[0] = 1 }
      let amount = chance.next() >> chance.below(60)
      #expect(
        Self.divide(amount, weights) == Self.textbook(amount, weights), "seed \(seed)")
    }
  }

  @Test("the reciprocal divides as the machine does", arguments: UInt64(1)...8)
  func reciprocal(seed: UInt64) {
    var chance = SeededRandom(seed)
    for _ in 0..<1000 {
      let divisor = max(1, chance.next() >> chance.below(64))
      let weight =
        chance.once(in: 8) ? divisor : chance.next() % (divisor == .max ? 1 : divisor + 1)
      let amount = chance.once(in: 8) ? UInt64.max : chance.next() >> chance.below(64)
      let product = UInt128(amount) * UInt128(weight)
      let found = Reciprocal(divisor).divide(amount, times: weight)
      #expect(UInt128(found.quotient) == product / UInt128(divisor), "seed \(seed)")
      #expect(UInt128(found.remainder) == product % UInt128(divisor), "seed \(seed)")
    }
  }
}
