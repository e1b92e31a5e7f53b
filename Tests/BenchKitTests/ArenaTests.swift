import Testing

@testable import BenchKit

@Suite("The memory of a run")
struct ArenaTests {
  private let arena = Arena()

  @Test("is lent again, with what it holds, to whoever needs no more")
  func lentAgain() throws {
    let first = try arena.borrow(6 << 20, pages: .base, placement: .node(0))
    first.start.storeBytes(of: 42, as: Int.self)
    let start = first.start
    arena.giveBack(first, placement: .node(0))
    let second = try arena.borrow(1 << 20, pages: .base, placement: .node(0))
    #expect(second.start == start)
    #expect(second.start.load(as: Int.self) == 42)
  }

  @Test("is fresh for whoever needs more, wants other pages, or sits on other nodes")
  func fresh() throws {
    func isZero(_ bytes: Int, _ pages: PageSize, _ placement: Placement) throws -> Bool {
      let region = try arena.borrow(bytes, pages: pages, placement: placement)
      defer { arena.giveBack(region, placement: placement) }
      let isZero = region.start.load(as: Int.self) == 0
      region.start.storeBytes(of: 42, as: Int.self)
      #expect(region.count >= bytes)
      return isZero
    }
    let split = Placement.slices(nodes: [0, 1], bytes: 1 << 20)
    #expect(try isZero(1 << 20, .base, .node(0)))
    #expect(try !isZero(1 << 20, .base, .node(0)))
    #expect(try isZero(9 << 20, .base, .node(0)))
    #expect(try isZero(1 << 20, .huge, .node(0)))
    #expect(try isZero(1 << 20, .base, .node(1)))
    #expect(try isZero(1 << 20, .base, split))
    #expect(try !isZero(1 << 20, .base, split))
  }

  @Test("never lends and keeps more than its limit together")
  func limited() throws {
    let small = Arena(limit: 6 << 20)
    for pages in [PageSize.base, .huge] {
      small.giveBack(
        try small.borrow(2 << 20, pages: pages, placement: .node(0)), placement: .node(0))
    }
    #expect(small.keptBytes == 4 << 20)
    let large = try small.borrow(4 << 20, pages: .base, placement: .node(0))
    #expect(small.keptBytes == 2 << 20)
    small.giveBack(large, placement: .node(0))
    _ = try small.borrow(4 << 20, pages: .huge, placement: .node(0))
    #expect(small.keptBytes == 0)
  }

  @Test("while it is lent is nobody else's")
  func lentOnce() throws {
    let first = try arena.borrow(1 << 20, pages: .base, placement: .node(0))
    let second = try arena.borrow(1 << 20, pages: .base, placement: .node(0))
    #expect(first.start != second.start)
  }

  @Test("lies on one node or in slices on several")
  func placements() {
    #expect(Placement(nodes: [1, 1, 1], sliceBytes: 64) == .node(1))
    #expect(Placement(nodes: [0, 1], sliceBytes: 64) == .slices(nodes: [0, 1], bytes: 64))
  }

  @Test("tells the share of huge pages from the kernel's words")
  func hugeShare() {
    let smaps = """
      7f0000000000-7f0000200000 rw-p 00000000 00:00 0
      Size:               2048 kB
      Rss:                1024 kB
      AnonHugePages:         0 kB
      VmFlags: rd wr mr mw me ac
      7f0000400000-7f0000c00000 rw-p 00000000 00:00 0        [anon: x]
      Size:               8192 kB
      Rss:                8192 kB
      AnonHugePages:      6144 kB
      VmFlags: rd wr mr mw me ac hg
      """
    #expect(Region.hugeShare(at: 0x7f00_0000_0000, in: smaps) == 0)
    #expect(Region.hugeShare(at: 0x7f00_0040_0000, in: smaps) == 0.75)
    #expect(Region.hugeShare(at: 0x7f00_00bf_ffff, in: smaps) == 0.75)
    #expect(Region.hugeShare(at: 0x7f00_00c0_0000, in: smaps) == nil)
    // 6 of 12 MiB.
    #expect(Region.hugeShare(of: 12 << 20, at: 0x7f00_0040_0000, in: smaps) == 0.5)
  }
}
