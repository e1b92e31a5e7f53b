import FleetKit
import Foundation
import TestSupport
import Testing

/// `NODEPROBE_MERGES=1000000` makes so many merges instead of ten thousand.
@Suite("Merging is a join")
struct MergePropertyTests {
  private static let merges =
    ProcessInfo.processInfo.environment["NODEPROBE_MERGES"].flatMap(Int.init) ?? 10_000
  /// How often one fleet is sent in another way; with the groups that are merged first, that is three merges each.
  private static let variants = 20

  @Test("any order, grouping, repetition and spacing gives the same bytes, and each joule once")
  func anyOrder() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    for fleet in 0..<max(1, Self.merges / (3 * Self.variants)) {
      let fleet = (number: fleet, drawn: SmallFleet(&random))
      let whole = try MergedFleet([MergedFleet.lines(fleet.drawn.documents)], readsNodes: true)
      try #require(whole.counts.refused == 0, "\(whole.refusals)")
      #expect(whole.energy == fleet.drawn.energy)
      #expect(whole.rows == fleet.drawn.rows)
      #expect(whole.counts.nodes == fleet.drawn.nodes)
      #expect(whole.conflicts == fleet.drawn.conflicts)
      for _ in 0..<Self.variants {
        let other = try Self.merged(fleet.drawn.documents, depth: 2, &random)
        try #require(other == whole.bytes, "fleet \(fleet.number)")
      }
    }
  }

  /// The documents in another order, some of them twice, in groups that are merged first.
  private static func merged(
    _ documents: [[UInt8]], depth: Int, _ random: inout SeededRandom
  ) throws -> [UInt8] {
    var deliveries = documents
    for document in documents where random.once(in: 3) { deliveries.append(document) }
    deliveries.shuffle(using: &random)
    var groups: [[[UInt8]]] = Array(repeating: [], count: 1 + Int(random.below(3)))
    for delivery in deliveries {
      let text = random.once(in: 4) ? SmallFleet.spread(delivery, &random) : delivery
      groups[Int(random.below(UInt64(groups.count)))].append(text)
    }
    let texts = try groups.filter { !$0.isEmpty }.map { group in
      depth > 0 && random.once(in: 2)
        ? try merged(group, depth: depth - 1, &random) : MergedFleet.lines(group)
    }
    // A window that is smaller than a document grows; wherever it ends, wherever records lie, and however many threads
    // work, nothing changes.
    let result = try MergedFleet(
      random.once(in: 2) ? texts : [Array(texts.joined())], window: 64 << Int(random.below(7)),
      threads: 1 + Int(random.below(4)), recordBound: Int(random.below(2)) << 10)
    try #require(result.counts.refused == 0, "\(result.refusals)")
    return result.bytes
  }

  @Test(
    "a text that is cut anywhere is what stood whole before the cut, and one refusal at the cut")
  func truncation() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    for _ in 0..<max(1, Self.merges / 5000) {
      let documents = SmallFleet(&random).documents
      let text = MergedFleet.lines(documents)
      for cut in stride(from: 0, through: text.count, by: 1 + Int(random.below(40))) {
        var end = 0
        var whole: [[UInt8]] = []
        for document in documents {
          guard end + document.count <= cut else { break }
          whole.append(document)
          end += document.count + 1
        }
        let isClean = !whole.isEmpty && cut <= end
        let merged = try MergedFleet(
          [Array(text[..<cut])], window: 64 << Int(random.below(7)),
          threads: 1 + Int(random.below(3)))
        #expect(merged.counts.refused == (isClean ? 0 : 1))
        #expect(merged.refusals.first?.byte ?? cut == cut)
        #expect(merged.bytes == (whole.isEmpty ? [] : try MergedFleet(whole).bytes))
      }
    }
  }

  @Test("a document in which a bit has turned is read as it stands or left out as a whole")
  func turnedBits() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    for _ in 0..<max(1, Self.merges / 10) {
      let documents = SmallFleet(&random).documents
      let victim = Int(random.below(UInt64(documents.count)))
      var others = documents
      let start = MergedFleet.lines(Array(documents[..<victim])).count
      others.remove(at: victim)
      var broken = documents
      let place = Int(random.below(UInt64(broken[victim].count)))
      broken[victim][place] ^= 1 << UInt8(random.below(8))
      let merged = try MergedFleet(
        [MergedFleet.lines(broken)], window: 64 << Int(random.below(7)),
        threads: 1 + Int(random.below(3)))
      if merged.counts.refused == 0 {
        #expect(merged.counts.documents + merged.counts.duplicates == documents.count)
        continue
      }
      #expect(merged.bytes == (try MergedFleet(others).bytes))
      let refusal = try #require(merged.refusals.first)
      // What is missing at the end of a line is missed where the next one begins.
      #expect((start...start + documents[victim].count + 1).contains(refusal.byte), "\(refusal)")
    }
  }
}
