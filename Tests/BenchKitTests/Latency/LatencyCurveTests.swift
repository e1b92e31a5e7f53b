import BenchKit
import TestSupport
import Testing

@Suite("The latency curve")
struct LatencyCurveTests {
  private static let kibi = 1 << 10
  private static let mebi = 1 << 20

  /// Points from KiB and nanoseconds.
  private func curve(_ points: [(kibibytes: Int, nanoseconds: Double)]) -> LatencyCurve {
    LatencyCurve(
      points.map { LatencyPoint(bytes: $0.kibibytes << 10, seconds: $0.nanoseconds / 1e9) })
  }

  private func nanoseconds(_ levels: [LatencyLevel]) -> [Double] {
    levels.map { ($0.seconds * 1e11).rounded() / 100 }
  }

  // A measured AMD Zen 4 guest; levels read off the table by hand: 1.09 alone, 3.85 and 5.05 (1.31 in an
  // octave), 8.86 on the slope, 15.3 and 19.2, then 122, 163, 179; 253 is 1.41 times 179.
  @Test("has the four levels of a machine measured at ten sizes on base pages")
  func basePages() {
    let levels = curve([
      (16, 1.09), (256, 3.85), (512, 5.05), (1024, 8.86), (4096, 15.3), (8192, 19.2),
      (16384, 122), (65536, 163), (262144, 179), (1_048_576, 253),
    ]).levels
    #expect(nanoseconds(levels) == [1.09, 3.85, 15.3, 163])
    #expect(levels.map { $0.knee >> 10 } == [16, 256, 4096, 262144])
  }

  // The same on huge pages: 103 to 149 is 1.45 in two octaves, so 103 belongs to the slope; the median of
  // 149, 163.5 and 177 is memory. 18.8 is within a quarter of 15.2, 19.2 above was not of 15.3.
  @Test("has the four levels of a machine measured at ten sizes on huge pages")
  func hugePages() {
    let levels = curve([
      (16, 1.09), (256, 3.84), (512, 5.14), (1024, 9.05), (4096, 15.2), (8192, 18.8),
      (16384, 103), (65536, 149), (262144, 163.5), (1_048_576, 177),
    ]).levels
    #expect(nanoseconds(levels) == [1.09, 3.84, 15.2, 163.5])
    #expect(levels.map { $0.knee >> 10 } == [16, 256, 8192, 1_048_576])
    #expect(levels.map { ($0.beyond ?? 0) >> 10 } == [256, 512, 16384, 0])
  }

  // A measured AMD Zen 5 guest, two sizes an octave; its L3 ends at 4 MiB though 32 are reported.
  @Test("finds the knee of a cache of which the guest has an eighth")
  func smallShare() {
    let dense = curve([
      (8, 1.09), (12, 1.09), (16, 1.11), (24, 1.14), (32, 1.15), (48, 1.27), (64, 3.93),
      (96, 3.89), (128, 3.91), (192, 3.96), (256, 3.90), (384, 3.95), (512, 4.79), (768, 5.27),
      (1024, 7.93), (1536, 11.87), (2048, 12.86), (3072, 15.72), (4096, 15.54), (6144, 141.59),
      (8192, 137.01), (12288, 144.68), (16384, 145.67), (24576, 153.68), (32768, 155.89),
      (49152, 160.89), (65536, 166.05), (98304, 170.2), (131072, 168.8), (196608, 172.04),
    ])
    #expect(dense.levels.map { $0.knee >> 10 } == [48, 512, 4096, 196608])
    let caches = [
      CacheLevel(level: 1, bytes: 48 << 10, sharers: 1),
      CacheLevel(level: 2, bytes: 1 << 20, sharers: 1),
      CacheLevel(level: 3, bytes: 32 << 20, sharers: 2),
    ]
    #expect(dense.names(beside: caches) == ["L1", "L2", "L3", "DRAM"])
  }

  // Measured by a quick run on a guest that is told of a last cache of 260 MiB.
  @Test("calls nothing L3 that may be memory where no set was larger than the caches")
  func beyondSecond() {
    let quick = curve([
      (16, 1.7), (32, 1.7), (256, 5.4), (512, 6.5), (4096, 34), (6144, 123), (57344, 138),
      (86016, 143),
    ])
    let caches = [
      CacheLevel(level: 1, bytes: 48 << 10, sharers: 1),
      CacheLevel(level: 2, bytes: 2 << 20, sharers: 1),
      CacheLevel(level: 3, bytes: 260 << 20, sharers: 2),
    ]
    #expect(quick.names(beside: caches) == ["L1", "L2", "beyond L2"])
    #expect(quick.names(beside: Array(caches.prefix(2))) == ["L1", "L2", "DRAM"])
  }

  // The same by a full run: up to 1 GiB, on sets of which each is mentioned that bends the curve.
  @Test("calls memory what has as many levels before it as there are caches")
  func beyondThird() {
    let caches = (1...3).map { CacheLevel(level: $0, bytes: 260 << 20, sharers: 1) }
    let full = curve([
      (16, 1.7), (32, 1.7), (128, 5.4), (256, 5.4), (3072, 32), (4096, 34), (6144, 132),
      (65536, 139), (131072, 143),
    ])
    #expect(full.names(beside: caches) == ["L1", "L2", "L3", "DRAM"])
  }

  @Test("is not moved by three points in a row that something disturbed")
  func spikes() {
    let calm = curve([(8, 1), (16, 1), (32, 1), (64, 4), (128, 4), (256, 4), (512, 4)]).levels
    let disturbed = curve([(8, 1), (16, 9), (32, 1), (64, 30), (128, 30), (256, 30), (512, 4)])
      .levels
    #expect(disturbed == calm)
    #expect(nanoseconds(calm) == [1, 4])
  }

  @Test("has one level where nothing was larger than the first cache, and none without points")
  func fewPoints() {
    #expect(nanoseconds(curve([(8, 1.1), (16, 1.1)]).levels) == [1.1])
    #expect(nanoseconds(curve([(8, 1.1)]).levels) == [1.1])
    #expect(curve([]).levels.isEmpty)
    #expect(curve([(8, 1.1), (16, 1.1)]).names(beside: []) == ["L1"])
  }

  @Test(
    "of any machine gives back the latencies and sizes that it was drawn from", arguments: 0..<50)
  func generated(round: Int) {
    let seed = UInt64(round) &* 7919 &+ 11
    var random = SeededRandom(seed)
    let first = 1 << Int.random(in: 4...6, using: &random)
    let second = first << Int.random(in: 3...5, using: &random)
    let third = second << Int.random(in: 3...5, using: &random)
    var nanoseconds = [Double.random(in: 0.8...2, using: &random)]
    for _ in 0..<3 {
      nanoseconds.append(nanoseconds[nanoseconds.count - 1] * .random(in: 2.5...6, using: &random))
    }
    // Flat up to the size of a cache and from its double on; one point between them lies on the slope.
    var points: [(Int, Double)] = []
    for octave in 2..<26 {
      let size = 1 << octave
      guard size <= third * 32 else { break }
      for size in [size, size / 2 * 3] {
        let ends = [first, second, third]
        let level = ends.firstIndex { size <= $0 } ?? 3
        var time = nanoseconds[level]
        if level > 0, size < ends[level - 1] * 2 {
          time = (time * nanoseconds[level - 1]).squareRoot()
        }
        points.append((size, time * (1 + .random(in: 0...0.03, using: &random))))
      }
    }
    let levels = curve(points.shuffled(using: &random)).levels
    let found = levels.map { $0.seconds * 1e9 }
    let isRight =
      found.count == 4 && zip(found, nanoseconds).allSatisfy { $0 >= $1 * 0.999 && $0 <= $1 * 1.03 }
    #expect(isRight, "seed \(seed): found \(found), drawn from \(nanoseconds)")
    #expect(levels.prefix(3).map { $0.knee >> 10 } == [first, second, third], "seed \(seed)")
  }
}
