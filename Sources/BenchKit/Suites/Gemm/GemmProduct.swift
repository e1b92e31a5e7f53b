internal import LinuxFiles

/// C = A·B of square matrices, row-major, by several threads.
///
/// Each group of threads does its columns slab by slab and helps the others then, so that a thread that lost its CPU
/// does not keep all waiting. A is packed once for all groups, B by each group for itself.
///
/// Sendable: the threads of a run write disjoint parts, handed out by the groups' sequences, and read what was written
/// by pieces that those and `panels` know to be done.
@safe final class GemmProduct: @unchecked Sendable {
  /// Of the order in which elements are summed. Whoever changes a kernel's order of k, or the depth of slabs, adds one
  /// here: products of another revision have other bits, and are not compared by them (`GemmRevisionTests`).
  static let revision = 1

  /// The kernel that multiplies.
  let kernel: GemmKernel
  /// Rows and columns of each matrix.
  let n: Int
  private let blocking: GemmBlocking
  private let groups: [Group]
  private let panels: GemmPanels
  private let barrier: SpinBarrier

  private let a, b, c: UnsafeMutableRawPointer
  private let packedA, packedB, scratch: Region
  private let sizes: Sizes

  /// What threads with columns of their own have to do.
  private struct Group {
    let schedule: GemmSchedule
    let sequence: WorkSequence
  }

  /// Bytes of the packed parts.
  private struct Sizes {
    /// One panel of a whole slab, and a thread's scratch tile.
    let panelA, panelB, tile: Int
    /// B's part of one stage, and all that one group packs of B.
    let stage, groupB: Int
    /// A's slab.
    let slabA: Int
    /// Slabs of A, and stages of B in each group, that exist at a time.
    let slabs, stages: Int
    /// All of packed A and B.
    let packedA, packedB: Int

    init(n: Int, kernel: GemmKernel, blocking: GemmBlocking) {
      let words = blocking.depth / kernel.depth
      panelA = words * kernel.word * kernel.rows
      panelB = words * kernel.word * kernel.columns
      tile = kernel.rows * kernel.columns * kernel.format.resultBytes
      stage = blocking.stage / kernel.columns * panelB
      slabA = (n + kernel.rows - 1) / kernel.rows * panelA
      // A single thread is done with one before it packs the next one.
      slabs = blocking.groups * blocking.members == 1 ? 1 : 2
      stages = blocking.stagesKept
      groupB = stages * stage
      packedA = slabs * slabA + GemmProduct.guardBytes
      packedB = blocking.groups * groupB + GemmProduct.guardBytes
    }
  }

  /// Bytes that the packed panels of a product take.
  static func bytes(n: Int, threads: Int, kernel: GemmKernel, caches: [CacheLevel]) -> Int {
    let blocking = GemmBlocking(n: n, threads: threads, kernel: kernel, caches: caches)
    let sizes = Sizes(n: n, kernel: kernel, blocking: blocking)
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
    self.blocking = blocking
    groups = (0..<blocking.groups).map {
      Group(
        schedule: GemmSchedule(n: n, group: $0, kernel: kernel, blocking: blocking),
        sequence: WorkSequence(threads: threads))
    }
    panels = GemmPanels(count: (n + blocking.rows - 1) / blocking.rows)
    barrier = SpinBarrier(threads: threads)
    sizes = Sizes(n: n, kernel: kernel, blocking: blocking)
    packedA = try Region(sizes.packedA, pages: .huge)
    packedB = try Region(sizes.packedB, pages: .huge)
    scratch = try Region(threads * sizes.tile, pages: .base)
  }

  /// One thread's part; every thread of the team calls this, and returns when all are done.
  func multiply(as thread: Int) {
    let own = thread / blocking.members
    for (slab, _) in stride(from: 0, to: n, by: blocking.depth).enumerated() {
      // A's slab before the last one had the same memory. All of its pieces were taken, or this thread would not be here.
      if slab >= 2 {
        for group in groups {
          _ = group.sequence.wait(until: group.schedule.end(ofSlab: slab - 2))
        }
      }
      for other in 0..<groups.count {
        work(slab, in: (own + other) % groups.count, as: thread)
      }
    }
    barrier.meet {
      for group in groups { group.sequence.reset() }
      panels.reset()
    }
  }

  /// Does pieces of a group's slab until all are taken.
  private func work(_ slab: Int, in index: Int, as thread: Int) {
    let group = groups[index]
    let end = group.schedule.end(ofSlab: slab)
    var done = 0
    while let number = group.sequence.take(as: thread, below: end) {
      let piece = group.schedule.piece(number)
      if done < piece.prerequisites {
        done = group.sequence.wait(until: piece.prerequisites)
      }
      switch piece.work {
      case .pack(let columns):
        pack(columns, of: piece, in: index)
      case .multiply(let rows, let columns):
        guard !rows.isEmpty else { continue }
        let part = rows.lowerBound / blocking.rows
        let packingA = panels.claim(part, slab: slab)
        for row in stride(from: rows.lowerBound, to: rows.upperBound, by: kernel.rows) {
          if packingA { packA(row, of: piece) }
          multiply(row, by: columns, of: piece, in: index, readingAhead: !packingA, as: thread)
        }
        if packingA { panels.finish(part, slab: slab) }
      }
    }
  }

  /// Packs some columns of B for a stage.
  private func pack(_ columns: Range<Int>, of piece: GemmSchedule.Piece, in group: Int) {
    guard !columns.isEmpty else { return }
    unsafe kernel.packB(
      b + (piece.k.lowerBound * n + columns.lowerBound) * kernel.format.bytes,
      stride: n * kernel.format.bytes, count: piece.k.count, columns: columns.count,
      panelBytes: sizes.panelB, into: packedB(columns.lowerBound, of: piece, in: group))
  }

  /// Packs the panel of A that begins with a row.
  private func packA(_ row: Int, of piece: GemmSchedule.Piece) {
    unsafe kernel.packA(
      a + (row * n + piece.k.lowerBound) * kernel.format.bytes, stride: n * kernel.format.bytes,
      rows: min(kernel.rows, n - row), count: piece.k.count, into: packedA(row, slab: piece.slab))
  }

  /// One panel of A by a block of B, while the next panel of A comes closer where it is packed already.
  private func multiply(
    _ row: Int, by columns: Range<Int>, of piece: GemmSchedule.Piece, in group: Int,
    readingAhead: Bool, as thread: Int
  ) {
    // Everything is read from the object once: the compiler would do so again behind each call of a kernel.
    let (kernel, n, sizes) = (self.kernel, self.n, self.sizes)
    let words = (piece.k.count + kernel.depth - 1) / kernel.depth
    let width = kernel.format.resultBytes
    let rows = min(kernel.rows, n - row)
    let adding = piece.k.lowerBound > 0
    let panel = unsafe UnsafeRawPointer(packedA(row, slab: piece.slab))
    var ahead = unsafe readingAhead ? panel + sizes.panelA : panel
    var other = unsafe UnsafeRawPointer(packedB(columns.lowerBound, of: piece, in: group))
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
  private func packedA(_ row: Int, slab: Int) -> UnsafeMutableRawPointer {
    unsafe packedA.start + slab % sizes.slabs * sizes.slabA + row / kernel.rows * sizes.panelA
  }

  /// The packed panel that begins with a column of B, in the memory of the piece's stage.
  private func packedB(
    _ column: Int, of piece: GemmSchedule.Piece, in group: Int
  ) -> UnsafeMutableRawPointer {
    unsafe packedB.start + group * sizes.groupB + piece.stage % sizes.stages * sizes.stage
      + (column - piece.firstColumn) / kernel.columns * sizes.panelB
  }
}
