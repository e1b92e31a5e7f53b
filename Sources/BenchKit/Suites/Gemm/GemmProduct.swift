internal import LinuxFiles

/// C = A·B of square matrices, row-major, by several threads.
///
/// Sendable: the threads of a run write disjoint parts, handed out by `counter`, and read what was written
/// before it let them go on.
@safe final class GemmProduct: @unchecked Sendable {
  /// The kernel that multiplies.
  let kernel: GemmKernel
  /// Rows and columns of each matrix.
  let n: Int
  private let blocking: GemmBlocking
  private let counter: WorkCounter

  private let a, b, c: UnsafeMutableRawPointer
  private let packedA, packedB, scratch: Region
  /// Bytes of one panel of A and of B of a whole slab, and of a thread's scratch tile.
  private let panelA, panelB, tile: Int

  /// Bytes that the packed panels of a product take.
  static func bytes(n: Int, threads: Int, kernel: GemmKernel, caches: [CacheLevel]) -> Int {
    let blocking = GemmBlocking(n: n, threads: threads, kernel: kernel, caches: caches)
    let words = blocking.depth / kernel.depth
    return words * kernel.word * (n + kernel.rows + n + kernel.columns) + 2 * guardBytes
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
    blocking = GemmBlocking(n: n, threads: threads, kernel: kernel, caches: caches)
    counter = WorkCounter(threads: threads)
    let words = blocking.depth / kernel.depth
    panelA = words * kernel.word * kernel.rows
    panelB = words * kernel.word * kernel.columns
    tile = kernel.rows * kernel.columns * kernel.format.resultBytes
    let (down, across) = (
      (n + kernel.rows - 1) / kernel.rows, (n + kernel.columns - 1) / kernel.columns
    )
    packedA = try Region(down * panelA + Self.guardBytes, pages: .huge)
    packedB = try Region(across * panelB + Self.guardBytes, pages: .huge)
    scratch = try Region(threads * tile, pages: .base)
  }

  /// One thread's part; every thread of the team calls this, and returns when all are done.
  func multiply(as thread: Int) {
    for k in stride(from: 0, to: n, by: blocking.depth) {
      let depth = min(blocking.depth, n - k)
      pack(from: k, depth: depth)
      multiply(from: k, depth: depth, as: thread)
    }
  }

  /// Packs a slab of both matrices: pieces are some panels of A, or a block of B.
  private func pack(from k: Int, depth: Int) {
    let group = 8 * kernel.rows
    let (pieces, blocks) = ((n + group - 1) / group, (n + blocking.columns - 1) / blocking.columns)
    counter.share(pieces + blocks) { piece in
      if piece < blocks {
        let column = piece * blocking.columns
        unsafe kernel.packB(
          b + (k * n + column) * kernel.format.bytes, stride: n * kernel.format.bytes, count: depth,
          columns: min(blocking.columns, n - column), panelBytes: panelB,
          into: packedB.start + column / kernel.columns * panelB)
        return
      }
      let first = (piece - blocks) * group
      for row in stride(from: first, to: min(first + group, n), by: kernel.rows) {
        unsafe kernel.packA(
          a + (row * n + k) * kernel.format.bytes, stride: n * kernel.format.bytes,
          rows: min(kernel.rows, n - row), count: depth,
          into: packedA.start + row / kernel.rows * panelA)
      }
    }
  }

  /// Multiplies a packed slab: pieces are some rows of C by one block of B, and neighbours share the block.
  private func multiply(from k: Int, depth: Int, as thread: Int) {
    let (down, across) = (
      (n + blocking.rows - 1) / blocking.rows, (n + blocking.columns - 1) / blocking.columns
    )
    counter.share(down * across) { piece in
      let (row, column) = (piece % down * blocking.rows, piece / down * blocking.columns)
      for i in stride(from: row, to: min(row + blocking.rows, n), by: kernel.rows) {
        multiplyRow(i, columns: column..<min(column + blocking.columns, n), from: k, depth, thread)
      }
    }
  }

  /// One panel of A by a block of B, while the next panel of A comes closer.
  private func multiplyRow(
    _ row: Int, columns: Range<Int>, from k: Int, _ depth: Int, _ thread: Int
  ) {
    let words = (depth + kernel.depth - 1) / kernel.depth
    let width = kernel.format.resultBytes
    let rows = min(kernel.rows, n - row)
    let panel = unsafe UnsafeRawPointer(packedA.start) + row / kernel.rows * panelA
    // A tile brings 32 bytes a word; so many are a panel, and the others have nothing left to bring.
    var ahead = unsafe panel + panelA
    for column in stride(from: columns.lowerBound, to: columns.upperBound, by: kernel.columns) {
      let other = unsafe packedB.start + column / kernel.columns * panelB
      let target = unsafe c + (row * n + column) * width
      if rows == kernel.rows && column + kernel.columns <= n {
        unsafe kernel.multiply(
          words: words, panel, other, into: target, stride: n * width, adding: k > 0, ahead: ahead)
      } else {
        let own = unsafe scratch.start + thread * tile
        unsafe kernel.multiply(
          words: words, panel, other, into: own, stride: kernel.columns * width, adding: false,
          ahead: ahead)
        unsafe kernel.place(
          own, rows: rows, columns: min(kernel.columns, n - column), into: target,
          stride: n * width, adding: k > 0)
      }
      unsafe ahead += 32 * words
    }
  }
}
