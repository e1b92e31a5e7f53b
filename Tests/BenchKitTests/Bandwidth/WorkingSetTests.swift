import NodeModel
import Testing

@testable import BenchKit

@Suite("Working sets")
struct WorkingSetTests {
  /// Two cores of a desk: 48 KiB, 1 MiB each, 32 MiB for both.
  private let desk = Machine(
    cpus: [0, 1],
    caches: [
      CacheLevel(level: 1, bytes: 48 << 10, sharers: 1),
      CacheLevel(level: 2, bytes: 1 << 20, sharers: 1),
      CacheLevel(level: 3, bytes: 32 << 20, sharers: 2),
    ], instructionSet: .best, availableBytes: 8 << 30)
  /// 96 cores, twelve L3 of 32 MiB.
  private let server = Machine(
    cpus: Array(0..<96), caches: [CacheLevel(level: 3, bytes: 32 << 20, sharers: 8)],
    instructionSet: .best, availableBytes: 512 << 30)

  @Test("of private caches are half of them")
  func halves() {
    #expect(
      WorkingSet.inside(desk.caches[0], on: desk, threads: 2)
        == WorkingSet(level: "L1", bytesPerThread: 24 << 10, arrayPercentOfCache: nil))
    #expect(
      WorkingSet.inside(desk.caches[1], on: desk, threads: 2).bytesPerThread == 512 << 10)
  }

  @Test("of memory are those of STREAM where they fit, else a power of two or twice the caches")
  func memory() {
    func bytes(limit: Int, lastLevel: Int) -> Int? {
      let guest = Machine(
        cpus: [0], caches: [CacheLevel(level: 3, bytes: lastLevel << 20, sharers: 1)],
        instructionSet: .best, availableBytes: 64 << 30)
      return WorkingSet.memory(on: guest, threads: 1, limit: limit << 20)
        .map { $0.bytesPerThread >> 20 }
    }
    // 3 arrays of 4 × 32 MiB.
    #expect(bytes(limit: 384, lastLevel: 32) == 384)
    #expect(bytes(limit: 383, lastLevel: 32) == 256)
    #expect(bytes(limit: 31 << 10, lastLevel: 2300) == 12 * 2300)
    // 512 MiB were less than twice 260.
    #expect(bytes(limit: 950, lastLevel: 260) == 520)
    #expect(bytes(limit: 519, lastLevel: 260) == nil)
  }

  @Test("of caches that the threads of a run share are half of each thread's part")
  func siblings() {
    // Four cores with two threads each: CPU 4 is the sibling of CPU 0.
    let caches = [
      CacheLevel(level: 1, bytes: 48 << 10, sharers: 2),
      CacheLevel(level: 2, bytes: 2 << 20, sharers: 2),
    ]
    let instances = caches.flatMap { cache in
      (0..<4).map { CacheInstance(level: cache.level, bytes: cache.bytes, cpus: [$0, $0 + 4]) }
    }
    func sets(_ cpus: [Int], threads: Int, knows: Bool = true) -> [Int] {
      let machine = Machine(
        cpus: cpus, caches: caches, cacheInstances: knows ? instances : [],
        instructionSet: .best, availableBytes: 8 << 30)
      return caches.map {
        WorkingSet.inside($0, on: machine, threads: threads).bytesPerThread >> 10
      }
    }
    #expect(sets(Array(0..<8), threads: 1) == [24, 1024])
    // One on each core, and the first that has company.
    #expect(sets(Array(0..<8), threads: 4) == [24, 1024])
    #expect(sets(Array(0..<8), threads: 5) == [12, 512])
    #expect(sets(Array(0..<8), threads: 8) == [12, 512])
    #expect(sets([0, 1, 2, 3], threads: 4) == [24, 1024])
    #expect(sets([0, 4], threads: 2) == [12, 512])
    // Where nobody says who shares, as many as may.
    #expect(sets([0, 1, 2, 3], threads: 4, knows: false) == [12, 512])
    #expect(sets([0, 1, 2, 3], threads: 1, knows: false) == [24, 1024])
  }

  @Test("of caches that differ are by the CPUs of the run that have least")
  func clusters() {
    // Two large cores with 2 MiB each, and four small ones with 2 MiB for all.
    let large = CacheLevel(level: 2, bytes: 2 << 20, sharers: 1)
    let machine = Machine(
      cpus: Array(0..<6), caches: [large],
      cacheInstances: [[0], [1], [2, 3, 4, 5]].map {
        CacheInstance(level: 2, bytes: 2 << 20, cpus: $0)
      }, instructionSet: .best, availableBytes: 8 << 30)
    func set(_ threads: Int) -> Int {
      WorkingSet.inside(large, on: machine, threads: threads).bytesPerThread >> 10
    }
    #expect([2, 3, 4, 6].map(set) == [1024, 1024, 512, 256])
  }

  @Test("of memory have three arrays of four times the last cache where there is room")
  func enoughRoom() throws {
    // 3 · 4 · 32 MiB = 384 MiB
    let one = try #require(WorkingSet.memory(on: desk, threads: 1, limit: 1 << 30))
    #expect(one.bytesPerThread == 384 << 20)
    #expect(one.arrayPercentOfCache == 400)
    let both = try #require(WorkingSet.memory(on: desk, threads: 2, limit: 1 << 30))
    #expect(both.bytesPerThread == 192 << 20)
    #expect(both.arrayPercentOfCache == 400)
    // All 96 threads fill twelve caches: 3 · 4 · 384 MiB = 4,608 MiB, 48 each.
    let all = try #require(WorkingSet.memory(on: server, threads: 96, limit: 16 << 30))
    #expect(all.bytesPerThread == 48 << 20)
  }

  @Test("of memory say how much smaller they are where there is less")
  func lessRoom() throws {
    // 128 MiB in three arrays of 42.7: 1.33 times 32.
    let quick = try #require(WorkingSet.memory(on: desk, threads: 1, limit: 128 << 20))
    #expect(quick.bytesPerThread == 128 << 20)
    #expect(quick.arrayPercentOfCache == 133)
  }

  @Test("of memory are refused where most of them would lie in the caches")
  func mixtures() {
    #expect(WorkingSet.memory(on: server, threads: 96, limit: 128 << 20) == nil)
    #expect(WorkingSet.memory(on: desk, threads: 1, limit: 63 << 20) == nil)
  }

  @Test("of memory that a plan has no room for are said to be left out, with what they would take")
  func omissions() throws {
    let quick = Plan(extent: .quick, memoryLimit: 224 << 20)
    #expect(Bandwidth.omissions(on: desk, plan: quick).isEmpty)
    // A guest that is told of all of its host's last cache.
    let guest = Machine(
      cpus: [0, 1], caches: [CacheLevel(level: 3, bytes: 260 << 20, sharers: 2)],
      instructionSet: .best, availableBytes: 8 << 30)
    let found = Bandwidth.omissions(on: guest, plan: quick)
    #expect(found.map(\.subject.name) == ["triad", "triad"])
    #expect(found.map { $0.subject["threads"] } == [.count(1), .count(2)])
    #expect(found.allSatisfy { $0.subject["level"] == .text("DRAM") })
    #expect(
      Set(found.map(\.reason)) == [
        "twice the caches are 520 MiB, the limit is 112 MiB; measure it with --full"
      ])
    let full = Plan(extent: .full, memoryLimit: 4 << 30)
    #expect(Bandwidth.omissions(on: guest, plan: full).isEmpty)
  }
}
