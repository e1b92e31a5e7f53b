internal import LinuxFiles

/// C = A·B of square matrices, row-major, by several threads.
///
/// Sendable: the threads of a run write disjoint parts, handed out by `sequence`, and read what was written
/// by pieces that it knows to be done.
@safe final class GemmProduct: @unchecked Sendable {
  /// The kernel that multiplies.
  let kernel: GemmKernel
  /// Rows and columns of each matrix.
  let n: Int
  private let schedule: GemmSchedule
  private let sequence: WorkSequence

  private let a, b, c: UnsafeMutableRawPointer
  private let packedA, packedB, scratch: Region
  private let sizes: Sizes

  /// Bytes of the packed parts.
  private struct Sizes {
    /// One panel of a whole slab, and a thread's scratch tile.
    let panelA, panelB, tile: Int
    /// B's part of one stage, and how many stages exist at a time.
    let stage, stages: Int
    /// All of A's slab, and B's stages.
    let packedA, packedB: Int

    init(n: Int, threads: Int, kernel: GemmKernel, blocking: GemmBlocking) {
      let words = blocking.depth / kernel.depth
      panelA = words * kernel.word * kernel.rows
      panelB = words * kernel.word * kernel.columns
      tile = kernel.rows * kernel.columns * kernel.format.resultBytes
      stage = blocking.stage / kernel.columns * panelB
      packedA = (n + kernel.rows - 1) / kernel.rows * panelA + GemmProduct.guardBytes
      // A single thread is done with a stage before it packs the next one.
      stages = threads == 1 ? 1 : 2
      packedB = stages * stage + GemmProduct.guardBytes
    }
  }

  /// Bytes that the packed panels of a product take.
  static func bytes(n: Int, threads: Int, kernel: GemmKernel, caches: [CacheLevel]) -> Int {
    let blocking = GemmBlocking(n: n, threads: threads, kernel: kernel, caches: caches)
    let sizes = Sizes(n: n, threads: threads, kernel: kernel, blocking: blocking)
    return sizes.packedA + sizes.packedB
  }

  /// Prefetches and stores of whole vectors may go beyond a panel by this much.
  private static let guardBytes = 4096

  /// A product of matrices that somebody else holds; C is overwritten by each run.
  @unsafe init(
    n: Int, threads: Int, kernel: GemmKernel, caches: [CacheLevel],
    a: UnsafeMutableRawPointer, b: UnsafeMutableRawPointer, c: UnsafeMutableRawPointer
  ) throws(SystemError) {
    self.kernel = kernel
    self.n = n
    unsafe (self.a, self.b, self.c) = (a, b, c)
    let blocking = GemmBlocking(n: n, threads: threads, kernel: kernel, caches: caches)
    schedule = GemmSchedule(n: n, threads: threads, kernel: kernel, blocking: blocking)
    sequence = WorkSequence(threads: threads)
    sizes = Sizes(n: n, threads: threads, kernel: kernel, blocking: blocking)
    packedA = try Region(sizes.packedA, pages: .huge)
    packedB = try Region(sizes.packedB, pages: .huge)
    scratch = try Region(threads * sizes.tile, pages: .base)
  }

  /// One thread's part; every thread of the team calls this, and returns when all are done.
  func multiply(as thread: Int) {
    var done = 0
    while true {
      let number = sequence.take(as: thread)
      guard number < schedule.count else { break }
      let piece = schedule.piece(number)
      if done < piece.prerequisites { done = sequence.wait(until: piece.prerequisites) }
      switch piece.work {
      case .pack(let columns):
        pack(columns, of: piece)
      case .multiply(let rows, let columns, let packingA):
        for row in stride(from: rows.lowerBound, to: rows.upperBound, by: kernel.rows) {
          if packingA { packA(row, of: piece) }
          multiply(row, by: columns, of: piece, readingAhead: !packingA, as: thread)
        }
      }
    }
    sequence.finish(as: thread)
  }

  /// Packs some columns of B for a stage.
  private func pack(_ columns: Range<Int>, of piece: GemmSchedule.Piece) {
    guard !columns.isEmpty else { return }
    unsafe kernel.packB(
      b + (piece.k.lowerBound * n + columns.lowerBound) * kernel.format.bytes,
      stride: n * kernel.format.bytes, count: piece.k.count, columns: columns.count,
      panelBytes: sizes.panelB, into: packedB(columns.lowerBound, of: piece))
  }

  /// Packs the panel of A that begins with a row.
  private func packA(_ row: Int, of piece: GemmSchedule.Piece) {
    unsafe kernel.packA(
      a + (row * n + piece.k.lowerBound) * kernel.format.bytes, stride: n * kernel.format.bytes,
      rows: min(kernel.rows, n - row), count: piece.k.count, into: packedA(row))
  }

  /// One panel of A by a block of B, while the next panel of A comes closer where it is packed already.
  private func multiply(
    _ row: Int, by columns: Range<Int>, of piece: GemmSchedule.Piece, readingAhead: Bool,
    as thread: Int
  ) {
    // Everything is read from the object once: the compiler would do so again behind each call of a kernel.
    let (kernel, n, sizes) = (self.kernel, self.n, self.sizes)
    let words = (piece.k.count + kernel.depth - 1) / kernel.depth
    let width = kernel.format.resultBytes
    let rows = min(kernel.rows, n - row)
    let adding = piece.k.lowerBound > 0
    let panel = unsafe UnsafeRawPointer(packedA(row))
    var ahead = unsafe readingAhead ? panel + sizes.panelA : panel
    var other = unsafe UnsafeRawPointer(packedB(columns.lowerBound, of: piece))
    var target = unsafe c + (row * n + columns.lowerBound) * width
    var rest = columns.count
    while rest > 0 {
      if rows == kernel.rows && rest >= kernel.columns {
        unsafe kernel.multiply(
          words: words, panel, other, into: target, stride: n * width, adding: adding, ahead: ahead)
      } else {
        let own = unsafe scratch.start + thread * sizes.tile
        unsafe kernel.multiply(
          words: words, panel, other, into: own, stride: kernel.columns * width, adding: false,
          ahead: ahead)
        unsafe kernel.place(
          own, rows: rows, columns: min(kernel.columns, rest), into: target,
          stride: n * width, adding: adding)
      }
      unsafe ahead += 16 * words
      unsafe other += sizes.panelB
      unsafe target += kernel.columns * width
      rest -= kernel.columns
    }
  }

  /// The packed panel that begins with a row of A.
  private func packedA(_ row: Int) -> UnsafeMutableRawPointer {
    unsafe packedA.start + row / kernel.rows * sizes.panelA
  }

  /// The packed panel that begins with a column of B, in the memory of the piece's stage.
  private func packedB(_ column: Int, of piece: GemmSchedule.Piece) -> UnsafeMutableRawPointer {
    unsafe packedB.start + piece.stage % sizes.stages * sizes.stage
      + (column - piece.firstColumn) / kernel.columns * sizes.panelB
  }
}
