/// The pieces of a group's part of a product, in the order in which threads take them.
///
/// A stage is a slab of k and some blocks of B beside one another: first their part of B is packed, then it
/// is multiplied. Where several threads share B, two stages of it exist at a time: while the last rows of one are
/// multiplied, other threads pack the next.
struct GemmSchedule: Sendable {
  /// What is done with a piece.
  enum Work: Equatable {
    /// Packs these columns of B.
    case pack(columns: Range<Int>)
    /// Multiplies these rows by these columns, a block or what the edge leaves of it.
    case multiply(rows: Range<Int>, columns: Range<Int>)
  }

  /// What one number stands for.
  struct Piece: Equatable {
    let work: Work
    /// Its slab, and which of them it is.
    let k: Range<Int>
    let slab: Int
    /// Which stage it belongs to, counted over all slabs.
    let stage: Int
    /// The first column of the stage.
    let firstColumn: Int
    /// All pieces below this number must be done before. It never exceeds the piece's own number.
    let prerequisites: Int
  }

  private let n: Int
  private let blocking: GemmBlocking
  /// The group's columns.
  private let columns: Range<Int>
  /// Columns of a piece of packing.
  private let packedColumns: Int
  /// Pieces of packing and of multiplication in a stage, the latter for each of its blocks.
  private let packs, rowPieces, blocks: Int
  /// With which part of the rows the group begins: another one than the others, so that each packs its own of A.
  private let firstPart: Int
  /// Stages of a slab.
  private let stages: Int

  /// The pieces of one of the groups.
  init(n: Int, group: Int, kernel: GemmKernel, blocking: GemmBlocking) {
    self.n = n
    self.blocking = blocking
    columns = blocking.columns(ofGroup: group)
    // Two panels make rows long enough for the prefetcher.
    packedColumns = blocking.members == 1 ? blocking.stage : 2 * kernel.columns
    packs = Self.parts(blocking.stage, packedColumns)
    rowPieces = Self.parts(n, blocking.rows)
    blocks = blocking.stage / blocking.columns
    firstPart = group * rowPieces / blocking.groups
    stages = Self.parts(columns.count, blocking.stage)
  }

  /// The number of the first piece behind a slab.
  func end(ofSlab slab: Int) -> Int {
    (slab + 1) * stages * (packs + rowPieces * blocks)
  }

  /// What stands behind a number.
  func piece(_ number: Int) -> Piece {
    let (stage, place) = number.quotientAndRemainder(dividingBy: packs + rowPieces * blocks)
    let begin = number - place
    let slab = stage / stages
    let k = slab * blocking.depth
    let firstColumn = columns.lowerBound + stage % stages * blocking.stage
    let end = min(firstColumn + blocking.stage, columns.upperBound)
    let work: Work
    let prerequisites: Int
    if place < packs {
      work = .pack(columns: part(place, of: firstColumn..<end, size: packedColumns))
      // A stage as many before as are kept had the same memory.
      prerequisites = begin - (blocking.stagesKept - 1) * (packs + rowPieces * blocks)
    } else {
      let (block, row) = (place - packs).quotientAndRemainder(dividingBy: rowPieces)
      work = .multiply(
        rows: part((firstPart + row) % rowPieces, of: 0..<n, size: blocking.rows),
        columns: part(block, of: firstColumn..<end, size: blocking.columns))
      prerequisites = begin + packs
    }
    return Piece(
      work: work, k: k..<min(k + blocking.depth, n), slab: slab, stage: stage,
      firstColumn: firstColumn, prerequisites: max(prerequisites, 0))
  }

  /// The part `index` of a range; empty beyond its end.
  private func part(_ index: Int, of range: Range<Int>, size: Int) -> Range<Int> {
    let begin = min(range.lowerBound + index * size, range.upperBound)
    return begin..<min(begin + size, range.upperBound)
  }

  private static func parts(_ n: Int, _ size: Int) -> Int { (n + size - 1) / size }
}
