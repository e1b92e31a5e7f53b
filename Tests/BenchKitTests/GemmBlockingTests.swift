import LinuxFiles
import Synchronization
import Testing

@testable import BenchKit

@Suite("The cut of a product")
struct GemmBlockingTests {
  @Test("makes equal parts, not some and a rest")
  func equalParts() {
    // 2049 in parts of at most 512 are 5; a fifth is 409.8, and 416 the next multiple of 8.
    #expect(GemmBlocking.even(2_049, atMost: 512, unit: 8) == 416)
    #expect(GemmBlocking.even(2_048, atMost: 512, unit: 8) == 512)
    #expect(GemmBlocking.even(1, atMost: 512, unit: 8) == 8)
    #expect(GemmBlocking.even(100, atMost: 3, unit: 14) == 14)
  }

  @Test("keeps A's panel in L1 and B's block in half of L2")
  func cacheSizes() throws {
    // The tile of floats on SSE2 has 4 rows of 4 bytes: 512 words are 8 KiB, the most that is taken.
    // Half of 1 MiB over 512 words of 4 bytes are 256 columns.
    let kernel = try #require(GemmKernel(.fp32, on: .baseline))
    let caches = [
      CacheLevel(level: 1, bytes: 48 << 10, sharers: 1),
      CacheLevel(level: 2, bytes: 1 << 20, sharers: 1),
    ]
    let blocking = GemmBlocking(n: 2_048, threads: 1, kernel: kernel, caches: caches)
    #expect(blocking.depth == 512)
    #expect(blocking.columns == 256)
  }

  @Test(
    "does not believe sizes that no CPU has",
    arguments: [
      [CacheLevel(level: 1, bytes: 0, sharers: 1), CacheLevel(level: 2, bytes: 0, sharers: 1)],
      [
        CacheLevel(level: 1, bytes: 1 << 40, sharers: 1),
        CacheLevel(level: 2, bytes: 1 << 40, sharers: 1),
      ],
    ])
  func lyingCaches(caches: [CacheLevel]) throws {
    for format in GemmFormat.allCases {
      let kernel = try #require(GemmKernel(format, on: .baseline))
      #expect(
        GemmBlocking(n: 4_096, threads: 2, kernel: kernel, caches: caches)
          == GemmBlocking(n: 4_096, threads: 2, kernel: kernel, caches: []))
    }
  }

  @Test("leaves each of many threads several pieces of work")
  func pieces() throws {
    let kernel = try #require(GemmKernel(.fp32, on: .baseline))
    let blocking = GemmBlocking(n: 4_096, threads: 64, kernel: kernel, caches: [])
    let pieces = (4_096 / blocking.rows) * (4_096 / blocking.columns)
    #expect(pieces >= 4 * 64)
  }

  @Test("hands out each piece of work once, round after round")
  func workCounter() throws {
    let machine = Machine(below: try Root())
    let threads = 3
    let team = try ThreadTeam(
      on: (0..<threads).map { machine.cpus[$0 % machine.cpus.count] })
    let counter = WorkCounter(threads: threads)
    let done = Mutex([Int](repeating: 0, count: 100))
    let early = Mutex(0)
    team.run(on: threads) { _ in
      for round in 1...20 {
        counter.share(100) { piece in done.withLock { $0[piece] += 1 } }
        // Nobody goes on before all of the round is done.
        if done.withLock({ $0.contains { $0 < round } }) { early.withLock { $0 += 1 } }
      }
    }
    #expect(done.withLock { $0 } == [Int](repeating: 20, count: 100))
    #expect(early.withLock { $0 } == 0)
  }
}
