import TestSupport
import Testing

@testable import FleetKit

@Suite("Samples in order")
struct SampleOrderTests {
  @Test(
    "few and many values come in the order in which the library puts them, and so does their middle"
  )
  func order() {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    for count in Array(0...130) + [1000, 4097] {
      for isCoarse in [true, false] {
        let values = (0..<count).map { _ in Double(random.below(isCoarse ? 7 : 1 << 40)) - 3 }
        let sorted = values.sorted()
        #expect(SortedSample.ascending(values) == sorted, "seed \(seed)")
        guard count > 0 else { continue }
        let middle =
          count.isMultiple(of: 2)
          ? sorted[count / 2 - 1] + (sorted[count / 2] - sorted[count / 2 - 1]) / 2
          : sorted[count / 2]
        #expect(SortedSample.median(ofAny: values) == middle, "seed \(seed)")
      }
    }
  }
}
