import Testing

@testable import BenchKit

@Suite("The pieces of a product")
struct GemmScheduleTests {
  /// A product whose sizes are no multiples of anything, by some threads; ones of many threads, where a group has
  /// several of them and a stage several blocks.
  private static let products = [
    (1, 1), (1, 700), (2, 700), (3, 1_111), (4, 90), (6, 700), (64, 700), (2, 30),
  ]

  private func blocking(n: Int, threads: Int) throws -> (GemmBlocking, GemmKernel) {
    let kernel = try #require(GemmKernel(.fp64, on: .baseline))
    let caches = [
      CacheLevel(level: 1, bytes: 16 << 10, sharers: 1),
      CacheLevel(level: 2, bytes: 128 << 10, sharers: 1),
    ]
    return (GemmBlocking(n: n, threads: threads, kernel: kernel, caches: caches), kernel)
  }

  /// The pieces of each group.
  private func pieces(n: Int, threads: Int) throws -> [[GemmSchedule.Piece]] {
    let (blocking, kernel) = try blocking(n: n, threads: threads)
    let slabs = (n + blocking.depth - 1) / blocking.depth
    return (0..<blocking.groups).map { group in
      let schedule = GemmSchedule(n: n, group: group, kernel: kernel, blocking: blocking)
      return (0..<schedule.end(ofSlab: slabs - 1)).map(schedule.piece)
    }
  }

  @Test(
    "multiply each row, column and slab once, and pack each column of a slab once",
    arguments: products)
  func complete(threads: Int, n: Int) throws {
    var multiplied: [Range<Int>: Set<[Int]>] = [:]
    var area: [Range<Int>: Int] = [:]
    var packed: [Range<Int>: [Int]] = [:]
    for piece in try pieces(n: n, threads: threads).joined() {
      switch piece.work {
      case .pack(let columns):
        packed[piece.k, default: []] += columns
      case .multiply(let rows, let columns):
        area[piece.k, default: 0] += rows.count * columns.count
        if !rows.isEmpty && !columns.isEmpty {
          let corner = [rows.lowerBound, columns.lowerBound]
          #expect(multiplied[piece.k, default: []].insert(corner).inserted)
        }
      }
    }
    #expect(area.keys.reduce(0) { $0 + $1.count } == n)
    #expect(area.values.allSatisfy { $0 == n * n })
    #expect(Set(packed.keys) == Set(area.keys))
    #expect(packed.values.allSatisfy { $0.sorted() == Array(0..<n) })
  }

  @Test("are of one slab up to its end", arguments: products)
  func slabs(threads: Int, n: Int) throws {
    let (blocking, kernel) = try blocking(n: n, threads: threads)
    for group in 0..<blocking.groups {
      let schedule = GemmSchedule(n: n, group: group, kernel: kernel, blocking: blocking)
      for slab in 0..<(n + blocking.depth - 1) / blocking.depth {
        #expect(schedule.piece(schedule.end(ofSlab: slab) - 1).slab == slab)
        if slab > 0 { #expect(schedule.piece(schedule.end(ofSlab: slab - 1)).slab == slab) }
      }
    }
  }

  @Test("wait for what they read and for the readers of what they overwrite", arguments: products)
  func prerequisites(threads: Int, n: Int) throws {
    let (blocking, _) = try blocking(n: n, threads: threads)
    for group in try pieces(n: n, threads: threads) {
      // By number: the last piece that touched it.
      var packedB: [Int: Int] = [:]
      var readersOfB: [Int: Int] = [:]
      var writersOfC: [[Int]: Int] = [:]
      for (number, piece) in group.enumerated() {
        #expect(piece.prerequisites <= number)
        let isKnown = { (other: Int?) in other.map { $0 < piece.prerequisites } ?? true }
        switch piece.work {
        case .pack:
          #expect(isKnown(readersOfB[piece.stage - blocking.stagesKept]))
          packedB[piece.stage] = number
        case .multiply(let rows, let columns):
          #expect(packedB[piece.stage] != nil && isKnown(packedB[piece.stage]))
          #expect(isKnown(writersOfC[[rows.lowerBound, columns.lowerBound]]))
          readersOfB[piece.stage] = number
          if !columns.isEmpty { writersOfC[[rows.lowerBound, columns.lowerBound]] = number }
        }
      }
    }
  }

  @Test("begin with other rows in each group, so that each packs its own of A")
  func beginnings() throws {
    let groups = try pieces(n: 1_111, threads: 3)
    try #require(groups.count == 3)
    let firsts = groups.map { pieces in
      pieces.lazy.compactMap { piece -> Int? in
        guard case .multiply(let rows, _) = piece.work else { return nil }
        return rows.lowerBound
      }.first
    }
    #expect(Set(firsts).count == 3)
  }
}
