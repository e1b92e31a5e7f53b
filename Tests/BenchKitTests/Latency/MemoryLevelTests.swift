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

  @Test("are none where the suite did not run")
  func nothing() {
    #expect(BenchMemoryLevel.found(in: [], beside: caches).isEmpty)
  }
}
