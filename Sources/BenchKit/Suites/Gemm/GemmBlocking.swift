/// How a product is cut, so that each part stays in the cache that it is read from.
///
/// k is cut into slabs. A panel of A stays in L1 while the panels of a block of B stream past it from L2,
/// where the block stays while all of A passes. L3 only holds A's slab, which is read ahead: what a guest
/// gets of L3 is neither what is reported nor constant.
struct GemmBlocking: Equatable, Sendable {
  /// Values of k in a slab; the last slab may have less.
  let depth: Int
  /// Columns of C that one block of B makes.
  let columns: Int
  /// Columns of C that are packed before they are multiplied: one block of B or some.
  let stage: Int
  /// Rows of C that one piece of work makes.
  let rows: Int

  /// Cuts n × n for a kernel and a machine's caches; sizes that no CPU has are not believed.
  init(n: Int, threads: Int, kernel: GemmKernel, caches: [CacheLevel]) {
    let l1 = Self.bytes(
      ofLevel: 1, in: caches, believable: 16 << 10...256 << 10, otherwise: 32 << 10)
    let l2 = Self.bytes(
      ofLevel: 2, in: caches, believable: 128 << 10...4 << 20, otherwise: 512 << 10)

    // 0.6 of L1 for A's panel, the rest for what streams past. More than 544 words gain nothing.
    let words = (l1 * 6 / 10) / (kernel.rows * kernel.word)
    depth = Self.even(n, atMost: min(max(words, 64), 544) * kernel.depth, unit: 8 * kernel.depth)

    // Three quarters of L2 for B's block: A's panels come through as well, and the next one ahead. More than 768 KiB
    // loses: with 1.4 MiB of 2 MiB a kernel of doubles had 0.89 of the peak, and with half of that 0.95.
    let slabWords = (depth + kernel.depth - 1) / kernel.depth
    let block = min(l2 / 4 * 3, 768 << 10)
    columns = Self.even(
      n, atMost: max(block / (slabWords * kernel.word), kernel.columns), unit: kernel.columns)

    guard threads > 1 else {
      (stage, rows) = (columns, (n + kernel.rows - 1) / kernel.rows * kernel.rows)
      return
    }
    // Eight pieces a thread and stage: who is done packs the next stage while the last one is multiplied, and what
    // is read ahead of the next panel of A is a thread's own within a piece only. With 32 pieces the best of products
    // of doubles were 3 to 5 % slower. One block is best for the caches; more where it has not so many rows.
    let panels = (n + kernel.rows - 1) / kernel.rows
    let pieces = 8 * threads
    let blocks = (pieces + panels - 1) / panels
    stage = Self.even(n, atMost: blocks * columns, unit: columns)
    rows = max(1, panels * (stage / columns) / pieces) * kernel.rows
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
