/// The pieces of a product, in the order in which threads take them.
///
/// A stage is a slab of k and some blocks of B beside one another: first their part of B is packed, then it
/// is multiplied. A's panels of a slab are packed where they are needed first, in the first block, and so are
/// still close when they are read. Packed B of two stages exists at a time: while the last rows of one are
/// multiplied, other threads pack the next.
struct GemmSchedule: Sendable {
  /// What is done with a piece.
  enum Work: Equatable {
    /// Packs these columns of B.
    case pack(columns: Range<Int>)
    /// Multiplies these rows by these columns, a block or what the edge leaves of it.
    case multiply(rows: Range<Int>, columns: Range<Int>, packingA: Bool)
  }

  /// What one number stands for.
  struct Piece: Equatable {
    let work: Work
    /// Its slab.
    let k: Range<Int>
    /// Which stage it belongs to, counted over the whole product.
    let stage: Int
    /// The first column of the stage.
    let firstColumn: Int
    /// All pieces below this number must be done before. It never exceeds the piece's own number.
    let prerequisites: Int
  }

  /// How many pieces there are.
  let count: Int
  private let n: Int
  private let blocking: GemmBlocking
  /// Columns of a piece of packing.
  private let packedColumns: Int
  /// Pieces of packing and of multiplication in a stage, the latter for each of its blocks.
  private let packs, rowPieces, blocks: Int
  /// Stages of a slab.
  private let stages: Int

  init(n: Int, threads: Int, kernel: GemmKernel, blocking: GemmBlocking) {
    self.n = n
    self.blocking = blocking
    // Two panels make rows long enough for the prefetcher.
    packedColumns = threads == 1 ? blocking.stage : 2 * kernel.columns
    packs = Self.parts(blocking.stage, packedColumns)
    rowPieces = Self.parts(n, blocking.rows)
    blocks = blocking.stage / blocking.columns
    stages = Self.parts(n, blocking.stage)
    count = Self.parts(n, blocking.depth) * stages * (packs + rowPieces * blocks)
  }

  /// What stands behind a number below `count`.
  func piece(_ number: Int) -> Piece {
    let (stage, place) = number.quotientAndRemainder(dividingBy: packs + rowPieces * blocks)
    let begin = number - place
    let k = stage / stages * blocking.depth
    let firstColumn = stage % stages * blocking.stage
    let end = min(firstColumn + blocking.stage, n)
    let work: Work
    var prerequisites: Int
    if place < packs {
      work = .pack(columns: part(place, of: firstColumn..<end, size: packedColumns))
      // The stage before the last one had the same memory.
      prerequisites = begin - (packs + rowPieces * blocks)
    } else {
      let (block, row) = (place - packs).quotientAndRemainder(dividingBy: rowPieces)
      let isFirst = firstColumn == 0 && block == 0
      work = .multiply(
        rows: part(row, of: 0..<n, size: blocking.rows),
        columns: part(block, of: firstColumn..<end, size: blocking.columns), packingA: isFirst)
      prerequisites = begin + packs
      // The first block's piece has packed A.
      if firstColumn == 0 && block > 0 { prerequisites += row + 1 }
    }
    return Piece(
      work: work, k: k..<min(k + blocking.depth, n), stage: stage, firstColumn: firstColumn,
      prerequisites: max(prerequisites, 0))
  }

  /// The part `index` of a range; empty beyond its end.
  private func part(_ index: Int, of range: Range<Int>, size: Int) -> Range<Int> {
    let begin = min(range.lowerBound + index * size, range.upperBound)
    return begin..<min(begin + size, range.upperBound)
  }

  private static func parts(_ n: Int, _ size: Int) -> Int { (n + size - 1) / size }
}
