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

  @Test("keeps A's panel in L1 and B's block in three eighths of L2")
  func cacheSizes() throws {
    // The tile of floats on SSE2 has 4 rows of 4 bytes: 512 words are 8 KiB, the most that is taken.
    // Three eighths of 1 MiB over 512 words of 4 bytes are 192 columns; 2048 in equal parts of at most
    // that are eleven of 186.2, and 192 the next multiple of the tile's 8.
    let kernel = try #require(GemmKernel(.fp32, on: .baseline))
    let caches = [
      CacheLevel(level: 1, bytes: 48 << 10, sharers: 1),
      CacheLevel(level: 2, bytes: 1 << 20, sharers: 1),
    ]
    let blocking = GemmBlocking(n: 2_048, threads: 1, kernel: kernel, caches: caches)
    #expect(blocking.depth == 512)
    #expect(blocking.columns == 192)
  }

  @Test("keeps the blocks of both siblings of a core in its L2, and the depth of one alone")
  func siblings() throws {
    // As above; half of 1 MiB holds 96 columns of B.
    let kernel = try #require(GemmKernel(.fp32, on: .baseline))
    let machine = Machine(
      cpus: [0, 1, 2, 3],
      caches: [
        CacheLevel(level: 1, bytes: 48 << 10, sharers: 2),
        CacheLevel(level: 2, bytes: 1 << 20, sharers: 2),
      ],
      cacheInstances: [[0, 2], [1, 3]].map { CacheInstance(level: 2, bytes: 1 << 20, cpus: $0) },
      instructionSet: .baseline, availableBytes: 1 << 30)
    let cuts = [1, 2, 4].map {
      GemmBlocking(
        n: 2_048, threads: $0, kernel: kernel, caches: machine.cachesOfProduct(threads: $0))
    }
    #expect(cuts.map(\.depth) == [512, 512, 512])
    // Eleven parts of 2048 columns, six of 1024, six of 512 (85.3, and 88 the next multiple of 8).
    #expect(cuts.map(\.columns) == [192, 176, 88])
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

  @Test("leaves each of many threads several pieces of work in each stage")
  func pieces() throws {
    let kernel = try #require(GemmKernel(.fp32, on: .baseline))
    for threads in [2, 16, 64] {
      let blocking = GemmBlocking(n: 4_096, threads: threads, kernel: kernel, caches: [])
      let pieces = (4_096 / blocking.rows) * (blocking.stage / blocking.columns)
      #expect(blocking.groups * blocking.members == threads)
      #expect(pieces >= 8 * blocking.members)
    }
  }

  @Test(
    "gives each group whole panels, as many as any other but for one, and all of them together everything"
  )
  func groups() throws {
    let kernel = try #require(GemmKernel(.fp64, on: .baseline))
    for (n, threads) in [(1, 2), (30, 2), (2_049, 2), (2_048, 12), (4_096, 64), (1_000, 7)] {
      let blocking = GemmBlocking(n: n, threads: threads, kernel: kernel, caches: [])
      let columns = (0..<blocking.groups).map(blocking.columns(ofGroup:))
      #expect(columns.flatMap { Array($0) } == Array(0..<n))
      #expect(columns.dropLast().allSatisfy { $0.count % kernel.columns == 0 })
      let panels = columns.map { ($0.count + kernel.columns - 1) / kernel.columns }
      #expect((panels.max() ?? 0) - (panels.min() ?? 0) <= 1)
    }
  }

  @Test("gives two threads columns of their own, and lets many share a block where columns are few")
  func sharing() throws {
    // 256 KiB of L2 hold 96 KiB of B; half of that, in slabs of 512 doubles, is 12 columns.
    let kernel = try #require(GemmKernel(.fp64, on: .baseline))
    let caches = [
      CacheLevel(level: 1, bytes: 48 << 10, sharers: 1),
      CacheLevel(level: 2, bytes: 256 << 10, sharers: 1),
    ]
    let two = GemmBlocking(n: 2_048, threads: 2, kernel: kernel, caches: caches)
    #expect((two.groups, two.members) == (2, 1))
    let many = GemmBlocking(n: 512, threads: 64, kernel: kernel, caches: caches)
    #expect((many.groups, many.members) == (32, 2))
  }
}
