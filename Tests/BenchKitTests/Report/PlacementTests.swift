import Testing

@testable import BenchKit

@Suite("Places of virtual CPUs, and shares that changed")
struct PlacementTests {
  // Near and far on a guest with two CPUs of a Zen 4 server, which moved within seconds.
  @Test(
    "ways of a line that differ by noise are of one place, those that a gap separates of two",
    arguments: [
      ([24e-9, 30e-9], false), ([149e-9, 166e-9], false), ([63.9e-9, 70e-9], false),
      ([24e-9, 149e-9], true), ([30e-9, 24e-9, 166e-9, 150e-9], true),
      // Each is half as long again as the one before.
      ([24e-9, 36e-9, 54e-9], false), ([24e-9], false), ([], false),
    ] as [([Double], Bool)])
  func ways(ways: [Double], areSeveral: Bool) {
    #expect(CPUPlacement.areSeveral(ways) == areSeveral)
  }

  // scipy.stats.fisher_exact, version 1.17.1.
  @Test(
    "Fisher's exact test tells shares of a few blocks apart",
    arguments: [
      (1, 5, 4, 5, 0.2063492063492064), (0, 7, 7, 7, 0.0005827505827505828),
      (0, 5, 5, 5, 0.007936507936507938), (0, 5, 6, 7, 0.01515151515151515),
      (2, 11, 9, 11, 0.008922192358724868), (0, 11, 6, 11, 0.01238390092879257),
      (5, 10, 4, 4, 0.2207792207792208), (3, 3, 4, 4, 1), (0, 0, 0, 0, 1),
      (100, 700, 560, 700, 3.5848560955577826e-145),
    ])
  func fisher(first: Int, all: Int, second: Int, others: Int, probability: Double) {
    let found = FisherExact.probability(first, of: all, second, of: others)
    #expect(abs(found / probability - 1) < 1e-6)
  }
}
