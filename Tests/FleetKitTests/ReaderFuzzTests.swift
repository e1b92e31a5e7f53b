import FleetKit
import Foundation
import TestSupport
import Testing

/// `NODEPROBE_FUZZ=1000000000` reads so many mutated bytes instead of a million.
@Suite("Readers of hostile bytes")
struct ReaderFuzzTests {
  private static let bytes =
    ProcessInfo.processInfo.environment["NODEPROBE_FUZZ"].flatMap(Int.init) ?? 1_000_000

  @Test(
    "mutated documents are taken or refused at one of their bytes, and what is merged of them is right"
  )
  func mutations() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    let example = try Data(
      contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../docs/schema/examples/report.json"))
    var read = 0
    while read < Self.bytes {
      var text = MergedFleet.lines(SmallFleet(&random).documents)
      if random.once(in: 4) { text += example }
      for _ in 0...random.below(6) { Self.mutate(&text, &random) }
      let merged = try MergedFleet(
        [text], window: 64 << Int(random.below(10)), threads: 1 + Int(random.below(3)),
        readsNodes: true)
      read += text.count
      for refusal in merged.refusals { #expect((0...text.count).contains(refusal.byte)) }
      guard !merged.bytes.isEmpty else { continue }
      // What comes out is an input that loses nothing, and JSON to another reader.
      let again = try MergedFleet([merged.bytes])
      try #require(again.counts.refused == 0, "\(again.refusals)")
      try #require(again.bytes == merged.bytes)
      if random.once(in: 20) {
        for line in merged.bytes.split(separator: 0x0A) {
          #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line)) }
        }
      }
    }
  }

  private static func mutate(_ text: inout [UInt8], _ random: inout SeededRandom) {
    guard !text.isEmpty else { return }
    let place = Int(random.below(UInt64(text.count)))
    let length = min(text.count - place, 1 + Int(random.below(60)))
    switch random.below(7) {
    case 0: text[place] = UInt8(random.below(256))
    case 1: text[place] ^= 1 << UInt8(random.below(8))
    case 2: text.removeSubrange(place..<place + length)
    case 3: text.insert(contentsOf: text[place..<place + length], at: place)
    case 4:
      let marks = Array("{}[],:\"\\\n0-.eE\u{FEFF}é".utf8)
      text.insert(marks[Int(random.below(UInt64(marks.count)))], at: place)
    case 5: text.insert(contentsOf: Array("\\ud83d\\ude00".utf8).prefix(length), at: place)
    default: text.removeSubrange(place...)
    }
  }

  @Test("a packed file in which bytes have changed is read as far as it goes")
  func packed() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    let documents = SmallFleet(&random).documents
    let folder = try TemporaryDirectory()
    try folder.write(bytes: MergedFleet.lines(documents), to: "a.ndjson")
    for program in ["gzip", "zstd"] {
      let packed = folder.path + "/a." + program
      try #require(
        try Program.run("/bin/sh", "-c", "\(program) -c \(folder.path)/a.ndjson > \(packed)").status
          == 0)
      let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: packed)))
      #expect(try MergedFleet([bytes]).bytes == MergedFleet(documents).bytes)
      for cut in 5..<bytes.count {
        #expect(try MergedFleet([Array(bytes[..<cut])]).counts.refused == 1)
      }
      for _ in 0..<200 {
        var broken = bytes
        broken[Int(random.below(UInt64(bytes.count)))] ^= 1 << UInt8(random.below(8))
        let merged = try MergedFleet([broken])
        #expect(merged.counts.refused > 0 || merged.counts.documents > 0)
      }
    }
  }
}
