/// How a product is cut, so that each part stays in the cache that it is read from.
///
/// k is cut into slabs. A panel of A stays in L1 while the panels of a block of B stream past it from L2,
/// where the block stays while all of A passes. L3 only holds A's slab, which is read ahead: what a guest
/// gets of L3 is neither what is reported nor constant.
///
/// Threads are put in groups with columns of their own. What one CPU has packed another one gets from its cache,
/// slower than from memory's own: two threads that packed each other's half of B were 3 to 6 % slower than twice one.
struct GemmBlocking: Equatable, Sendable {
  /// Values of k in a slab; the last slab may have less.
  let depth: Int
  /// Columns of C that one block of B makes.
  let columns: Int
  /// Columns of C that a group packs before they are multiplied: one block of B or some.
  let stage: Int
  /// Rows of C that one piece of work makes.
  let rows: Int
  /// Groups of threads, and how many threads each has.
  let groups, members: Int
  /// Stages of packed B that a group has at a time. One thread is done with a stage before it packs the next one, and what
  /// it writes over is still in its L2.
  var stagesKept: Int { members == 1 ? 1 : 2 }
  /// Columns of C, and of one panel of B.
  private let n, unit: Int

  /// Cuts n × n for a kernel and a machine's caches, of L2 a thread's part; sizes that no CPU has are not believed.
  init(n: Int, threads: Int, kernel: GemmKernel, caches: [CacheLevel]) {
    (self.n, unit) = (n, kernel.columns)
    let l1 = Self.bytes(
      ofLevel: 1, in: caches, believable: 16 << 10...256 << 10, otherwise: 32 << 10)
    let l2 = Self.bytes(
      ofLevel: 2, in: caches, believable: 32 << 10...4 << 20, otherwise: 512 << 10)

    // 0.6 of L1 for A's panel, the rest for what streams past. More than 544 words gain nothing.
    let words = (l1 * 6 / 10) / (kernel.rows * kernel.word)
    depth = Self.even(n, atMost: min(max(words, 64), 544) * kernel.depth, unit: 8 * kernel.depth)

    // Three eighths of L2 for B's block: A's panels come through as well, and the next one ahead, and who else runs on
    // the core. Kernels of doubles had 0.97 of the peak with three eighths of 1 MiB and 0.95 with six; of 2 MiB 0.95 with
    // three eighths and 0.89 with six.
    let slabWords = (depth + kernel.depth - 1) / kernel.depth
    let block = min(l2 / 8 * 3, 768 << 10)
    let most = max(block / (slabWords * kernel.word), kernel.columns)

    // Of less than half a block A would have to come too often.
    groups = (1...threads).last { threads % $0 == 0 && ($0 == 1 || n / $0 >= most / 2) } ?? 1
    members = threads / groups
    let panels = (n + unit - 1) / unit
    columns = Self.even(
      min((panels + groups - 1) / groups * unit, n), atMost: most, unit: unit)

    guard threads > 1 else {
      (stage, rows) = (columns, (n + kernel.rows - 1) / kernel.rows * kernel.rows)
      return
    }
    // Eight pieces a thread and stage: who is done packs the next stage while the last one is multiplied, and what
    // is read ahead of the next panel of A is a thread's own within a piece only. With 32 pieces the best of products
    // of doubles were 3 to 5 % slower. One block is best for the caches; more where it has not so many rows.
    let rowPanels = (n + kernel.rows - 1) / kernel.rows
    let pieces = 8 * members
    let blocks = (pieces + rowPanels - 1) / rowPanels
    stage = Self.even(n, atMost: blocks * columns, unit: columns)
    rows = max(1, rowPanels * (stage / columns) / pieces) * kernel.rows
  }

  /// The columns of a group: whole panels of B, and one more at most than any other group's.
  func columns(ofGroup group: Int) -> Range<Int> {
    let panels = (n + unit - 1) / unit
    return group * panels / groups * unit..<min((group + 1) * panels / groups * unit, n)
  }

  /// The size of equal parts, a multiple of `unit`, none above `most`: 2049 in parts of at most 512 is
  /// five of 416, not four and a rest of one.
  static func even(_ n: Int, atMost most: Int, unit: Int) -> Int {
    let most = max(most / unit * unit, unit)
    let parts = (n + most - 1) / most
    let each = (n + parts - 1) / parts
    return (each + unit - 1) / unit * unit
  }

  private static func bytes(
    ofLevel level: Int, in caches: [CacheLevel], believable: ClosedRange<Int>, otherwise: Int
  ) -> Int {
    guard let cache = caches.first(where: { $0.level == level }), believable.contains(cache.bytes)
    else { return otherwise }
    return cache.bytes
  }
}
