import Testing

@testable import BenchKit

@Suite("The pieces of a product")
struct GemmScheduleTests {
  /// A product whose sizes are no multiples of anything, by some threads; and one of many threads, where a
  /// stage has several blocks.
  private static let products = [(1, 1), (1, 700), (2, 700), (3, 1_111), (64, 700), (2, 30)]

  private func pieces(n: Int, threads: Int) throws -> [GemmSchedule.Piece] {
    let kernel = try #require(GemmKernel(.fp64, on: .baseline))
    let caches = [
      CacheLevel(level: 1, bytes: 16 << 10, sharers: 1),
      CacheLevel(level: 2, bytes: 128 << 10, sharers: 1),
    ]
    let blocking = GemmBlocking(n: n, threads: threads, kernel: kernel, caches: caches)
    let schedule = GemmSchedule(n: n, threads: threads, kernel: kernel, blocking: blocking)
    return (0..<schedule.count).map(schedule.piece)
  }

  @Test(
    "multiply each row, column and slab once, and pack each row and column of a slab once",
    arguments: products)
  func complete(threads: Int, n: Int) throws {
    var multiplied: [Range<Int>: Int] = [:]
    var packedRows: [Range<Int>: Int] = [:]
    var packedColumns: [Range<Int>: Int] = [:]
    for piece in try pieces(n: n, threads: threads) {
      switch piece.work {
      case .pack(let columns):
        packedColumns[piece.k, default: 0] += columns.count
      case .multiply(let rows, let columns, let packingA):
        multiplied[piece.k, default: 0] += rows.count * columns.count
        if packingA { packedRows[piece.k, default: 0] += rows.count }
      }
    }
    #expect(multiplied.keys.reduce(0) { $0 + $1.count } == n)
    #expect(multiplied.values.allSatisfy { $0 == n * n })
    #expect(packedRows.values.allSatisfy { $0 == n })
    #expect(packedColumns.values.allSatisfy { $0 == n })
    #expect(Set(packedRows.keys) == Set(multiplied.keys))
    #expect(Set(packedColumns.keys) == Set(multiplied.keys))
  }

  @Test("wait for what they read and for the readers of what they overwrite", arguments: products)
  func prerequisites(threads: Int, n: Int) throws {
    let pieces = try pieces(n: n, threads: threads)
    // By number: the last piece that touched it.
    var packedB: [Int: Int] = [:]
    var readersOfB: [Int: Int] = [:]
    var readersOfA: [Int: Int] = [:]
    var packedA: [Int: Int] = [:]
    for (number, piece) in pieces.enumerated() {
      #expect(piece.prerequisites <= number)
      let isKnown = { (other: Int?) in other.map { $0 < piece.prerequisites } ?? true }
      switch piece.work {
      case .pack:
        #expect(isKnown(readersOfB[piece.stage - 2]))
        packedB[piece.stage] = number
      case .multiply(let rows, _, let packingA):
        #expect(isKnown(packedB[piece.stage]))
        if packingA {
          #expect(isKnown(readersOfA[rows.lowerBound]))
          packedA[rows.lowerBound] = number
        } else {
          #expect(isKnown(packedA[rows.lowerBound]))
        }
        readersOfB[piece.stage] = number
        readersOfA[rows.lowerBound] = number
      }
    }
  }
}
