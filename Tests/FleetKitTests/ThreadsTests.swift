import Foundation
import TestSupport
import Testing

@testable import FleetKit

@Suite("Threads change nothing")
struct ThreadsTests {
  /// Texts of one to many lines, most of them broken somewhere: reports on one line and on several, sent twice, cut.
  private static func text(_ random: inout SeededRandom) -> [UInt8] {
    var documents = SmallFleet(&random).documents + SmallFleet(&random).documents
    for document in documents where random.once(in: 4) { documents.append(document) }
    documents.shuffle(using: &random)
    var text = MergedFleet.lines(
      documents.map { random.once(in: 5) ? SmallFleet.spread($0, &random) : $0 })
    for _ in 0..<random.below(4) {
      let place = Int(random.below(UInt64(text.count)))
      switch random.below(4) {
      case 0: text[place] = UInt8(random.below(256))
      case 1: text.insert(0x0A, at: place)
      case 2: text.insert(contentsOf: Array("{\"\\".utf8), at: place)
      default: text.removeSubrange(place..<min(text.count, place + Int(random.below(2000))))
      }
    }
    return text
  }

  @Test("what one thread takes and refuses of whole texts, several do of pieces of them")
  func sameAsOne() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    var refused = 0
    var taken = 0
    for _ in 0..<400 {
      let texts = (0..<1 + random.below(4)).map { _ in Self.text(&random) }
      let longest = texts.map(\.count).max() ?? 0
      // A window that holds a whole text is never cut.
      let alone = try MergedFleet(texts, window: longest + 1, readsNodes: true)
      let together = try MergedFleet(
        texts, window: 64 << Int(random.below(8)), threads: 2 + Int(random.below(4)),
        recordBound: Int(random.below(3)) << 12, readsNodes: true)
      try #require(together.refusals == alone.refusals)
      try #require(together.counts == alone.counts)
      try #require(together.bytes == alone.bytes)
      try #require(together.nodes.map(\.id) == alone.nodes.map(\.id))
      try #require(together.energy == alone.energy)
      refused += alone.counts.refused
      taken += alone.counts.documents
    }
    // Otherwise nothing was shown.
    #expect(refused > 100)
    #expect(taken > 1000)
  }

  @Test("a byte that begins a character in the wrong place is told alike wherever a piece ends")
  func cutCharacters() throws {
    var random = SeededRandom(23)
    var tried = 0
    for byte in [0xC3, 0xE2, 0xF0, 0xFF] as [UInt8] {
      for _ in 0..<4 {
        let document = SmallFleet.spread(SmallFleet(&random).documents[0], &random)
        for end in stride(from: 64, to: document.count, by: 64) {
          var text = document + [0x0A] + document
          text[end - 1] = byte
          let alone = try MergedFleet([text], window: text.count + 1, readsNodes: true)
          let pieces = try MergedFleet([text], window: 64, threads: 2, readsNodes: true)
          try #require(pieces.refusals == alone.refusals)
          tried += alone.refusals.isEmpty ? 0 : 1
        }
      }
    }
    #expect(tried > 100)
  }

  @Test("a line that only looks like one that was taken is read; so is what follows it")
  func lookAlike() throws {
    var random = SeededRandom(7)
    var drawn = SmallFleet(&random)
    while drawn.nodes < 2 { drawn = SmallFleet(&random) }
    let document = drawn.documents[0]
    // Which bytes tell documents apart at first glance is not known here: some pair does not.
    var found = 0
    for place in document.indices where (0x31...0x38).contains(document[place]) {
      var other = document
      other[place] += 1
      guard
        document.span.fingerprint(of: document.indices)
          == other.span.fingerprint(of: other.indices)
      else { continue }
      found += 1
      let documents = [document, other] + drawn.documents[1...] + [document]
      let texts = [MergedFleet.lines(documents)]
      let alone = try MergedFleet(texts, window: texts[0].count + 1, readsNodes: true)
      for threads in 1...3 {
        let merged = try MergedFleet(texts, window: 256, threads: threads, readsNodes: true)
        #expect(merged.counts == alone.counts)
        #expect(merged.refusals == alone.refusals)
        #expect(merged.bytes == alone.bytes)
      }
      // Of a look-alike nobody says that it was sent twice.
      #expect(alone.counts.documents + alone.counts.refused == Set(documents).count)
      #expect(alone.counts.duplicates == documents.count - Set(documents).count)
    }
    #expect(found > 0)
  }

  @Test("strict reading ends at the first document that is refused, and no thread is left")
  func strict() throws {
    var random = SeededRandom(11)
    let documents = (0..<50).flatMap { _ in SmallFleet(&random).documents }
    let text = MergedFleet.lines(documents + [Array("{\"schema\":1}".utf8)] + documents)
    for threads in 1...4 {
      var told: [Refusal] = []
      #expect(throws: FleetReader.Refused.self) {
        try FleetReader(
          [.bytes(name: "text", text)], isStrict: true, window: 4096, threads: threads
        ) { told.append($0) }
      }
      #expect(told.map(\.byte) == [MergedFleet.lines(documents).count + 10])
    }
  }
}
