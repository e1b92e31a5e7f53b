import CKernels
import Testing

@testable import BenchKit

@Suite("The ring of a chase")
struct ChaseRingTests {
  /// A ring in memory of its own.
  private func withRing(
    lines: Int, seed: UInt64, _ body: (ChaseRing, UnsafePointer<ckernels_link>) -> Void
  ) throws {
    let bytes = lines * ChaseRing.lineBytes
    let region = try Region(ChaseRing.span(of: bytes), pages: .base)
    let ring = ChaseRing(at: region.start, bytes: bytes)
    ring.build(seed: seed)
    body(ring, UnsafePointer(region.start.assumingMemoryBound(to: ckernels_link.self)))
    withExtendedLifetime(region) {}
  }

  @Test(
    "visits every cache line once and is back after as many steps",
    arguments: [1, 2, 3, 16, 17, 1000, 65536])
  func visitsEveryLine(lines: Int) throws {
    try withRing(lines: lines, seed: 5) { ring, start in
      var seen = [Bool](repeating: false, count: lines)
      var link = start
      for _ in 0..<lines {
        let index = link - start
        #expect(!seen[index])
        seen[index] = true
        link = link.pointee.next
      }
      #expect(link == start)
      #expect(seen.allSatisfy { $0 })
      #expect(ring.count == lines)
    }
  }

  @Test("numbers the lines in the order of the chase")
  func places() throws {
    try withRing(lines: 100, seed: 9) { ring, start in
      for index in 0..<100 {
        let here = start[index]
        #expect(here.next.pointee.place == (here.place + 1) % 100)
      }
      #expect(ring.place == 0)
    }
  }

  @Test(
    "is where it must be after any number of steps",
    arguments: [0, 1, 15, 16, 17, 99, 100, 101, 12_345])
  func steps(count: Int) throws {
    try withRing(lines: 100, seed: 1) { ring, _ in
      ring.follow(steps: count)
      #expect(ring.place == count % 100)
      #expect(ring.isWhereExpected)
      ring.follow(steps: count)
      #expect(ring.place == 2 * count % 100)
      #expect(ring.isWhereExpected)
    }
  }

  @Test("whose lines were joined differently meanwhile is found out")
  func brokenRing() throws {
    try withRing(lines: 100, seed: 1) { ring, start in
      // The line in front is left out: after a round the chase is one line further than it should be.
      let lines = UnsafeMutablePointer(mutating: start)
      let tenth = (0..<100).first { lines[$0].place == 10 } ?? 0
      lines[tenth].next = lines[tenth].next.pointee.next
      ring.follow(steps: 100)
      #expect(!ring.isWhereExpected)
    }
  }

  // Four lines have 3! = 6 rings; 6,000 draws give 1,000 of each, with a standard deviation of
  // √(6000 · 1/6 · 5/6) = 28.9: five of those to each side.
  @Test("is drawn evenly from all rings")
  func evenlyDrawn() throws {
    var counts: [[Int]: Int] = [:]
    for seed in 0..<6_000 {
      try withRing(lines: 4, seed: UInt64(seed)) { _, start in
        let order = (0..<4).map { start[$0].next - start }
        counts[order, default: 0] += 1
      }
    }
    #expect(counts.count == 6)
    #expect(counts.values.allSatisfy { (856...1_144).contains($0) }, "\(counts)")
  }
}
