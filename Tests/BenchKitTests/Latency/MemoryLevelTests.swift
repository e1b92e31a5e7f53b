import BenchKit
import NodeModel
import Testing

@Suite("The levels of memory in results")
struct MemoryLevelTests {
  private func result(
    _ kibibytes: Int, _ nanoseconds: Double, pages: String = "huge", isVerified: Bool = true
  ) -> BenchResult {
    let seconds = nanoseconds / 1e9
    let all = BenchInterval(low: seconds, high: seconds)
    return BenchResult(
      subject: Subject(
        suite: "latency", name: "chase",
        parameters: [
          .bytes(kibibytes << 10), .text("pages", pages), .count("stride", 64),
          .text("grouping", "none"), .threads(1),
        ], unit: .seconds),
      best: seconds, median: seconds, mad: 0, interval: all, prediction: all, samples: [seconds],
      blocks: [1], isVerified: isVerified)
  }

  private let caches = [
    BenchConditions.Cache(level: 1, bytes: 32 << 10, sharers: 1),
    BenchConditions.Cache(level: 2, bytes: 1 << 20, sharers: 1),
  ]

  @Test("stand between the last set that was as fast and the next, beside what is reported")
  func levels() {
    let results = [
      result(8, 1), result(16, 1), result(64, 4), result(128, 4.1), result(65_536, 100),
      result(131_072, 105),
    ]
    let levels = BenchMemoryLevel.found(in: results, beside: caches)
    #expect(levels.map(\.name) == ["L1", "L2", "DRAM"])
    #expect(levels.map { ($0.seconds * 1e9).rounded() } == [1, 4, 100])
    #expect(levels.map { $0.kneeBytes >> 10 } == [16, 128, 131_072])
    #expect(levels.map { $0.beyondBytes.map { $0 >> 10 } } == [64, 65_536, nil])
    #expect(levels.map(\.reportedBytes) == [32 << 10, 1 << 20, nil])
    #expect(levels.allSatisfy { $0.pages == "huge" && $0.strideBytes == 64 })
    #expect(levels.allSatisfy { $0.grouping == "none" })
  }

  @Test("are those of each kind of pages by itself, and never of a wrong result")
  func pages() {
    let results = [
      result(8, 1), result(16, 1), result(64, 0.1, isVerified: false), result(8, 2, pages: "base"),
      result(16, 2, pages: "base"),
    ]
    let levels = BenchMemoryLevel.found(in: results, beside: caches)
    #expect(levels.map(\.pages) == ["huge", "base"])
    #expect(levels.map { ($0.seconds * 1e9).rounded() } == [1, 2])
  }

  // Measured on a guest: 2 MiB jumped between 15.3 and 86.6 ns, 3 MiB between 14.7 and 129.
  @Test("are found by the fastest mode where a neighbour took a cache away for a time")
  func modes() {
    var near = result(2_048, 15.3)
    near.modes = [BenchMode(median: 15.3e-9, share: 0.74), BenchMode(median: 86.6e-9, share: 0.26)]
    var far = result(3_072, 129)
    far.modes = [BenchMode(median: 14.7e-9, share: 0.25), BenchMode(median: 129e-9, share: 0.75)]
    let results = [
      result(16, 1.09), result(32, 1.1), result(128, 3.82), result(256, 3.87), near, far,
      result(57_344, 160), result(86_016, 165),
    ]
    let levels = BenchMemoryLevel.found(in: results, beside: caches)
    #expect(levels.map(\.name) == ["L1", "L2", "L3", "DRAM"])
    #expect(levels.map { ($0.seconds * 1e11).rounded() / 100 } == [1.09, 3.82, 14.7, 160])
    #expect(levels[2].kneeBytes == 3 << 20 && levels[2].beyondBytes == 56 << 20)
  }

  @Test("are none where the suite did not run")
  func nothing() {
    #expect(BenchMemoryLevel.found(in: [], beside: caches).isEmpty)
  }
}
