import CKernels
import TestSupport
import Testing

@testable import FleetKit

@Suite("The index of tokens")
struct TokenIndexTests {
  private static let pieces: [[UInt8]] = [
    "{", "}", "[", "]", ":", ",", "\"", "\"", "\\", "\\\"", "\\\\", " ", "\n", "\t", "-1.5e+3",
    "true",
    "abcdefgh", "é", "€", "😀", "\u{1}", "{\"a\":[1,2,\"b c\"]}",
  ].map { Array($0.utf8) }

  /// Mostly what JSON is made of; now and then a byte that no text has.
  private static func bytes(_ random: inout SeededRandom) -> [UInt8] {
    var bytes: [UInt8] = []
    let isBroken = random.once(in: 3)
    for _ in 0..<random.below(120) {
      bytes += pieces[Int(random.below(UInt64(pieces.count)))]
      if isBroken, random.once(in: 40) { bytes.append(UInt8(random.below(256))) }
    }
    return bytes
  }

  private static func index(of bytes: [UInt8], isLast: Bool, _ instructionSet: Int32) -> [Int] {
    var buffer = TokenBuffer(capacity: 0, instructionSet: instructionSet)
    for byte in bytes { buffer.append(byte) }
    buffer.findTokens(isLast: isLast)
    let places = (0..<buffer.places.count).map { Int(buffer.places[$0]) }
    return places + [buffer.end, buffer.blanks, buffer.fault?.offset ?? -1]
  }

  @Test("is the same with the registers of every processor")
  func registers() {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    let best = ckernels_instruction_set()
    for _ in 0..<4000 {
      let bytes = Self.bytes(&random)
      let isLast = random.once(in: 2)
      let plain = Self.index(of: bytes, isLast: isLast, 0)
      for set in 0...best where Self.index(of: bytes, isLast: isLast, set) != plain {
        Issue.record("set \(set), seed \(seed): \(bytes)")
      }
    }
  }

  @Test("has brackets, braces, colons, commas, quotes, escapes and first bytes")
  func tokens() {
    // 0 {, 1 ", 3 ", 4 :, 6 1, 8 ,, 10 ", 11 \, 13 ", 14 }, and the end.
    let bytes = Array("{\"a\": 12, \"\\n\"}".utf8)
    #expect(
      Self.index(of: bytes, isLast: true, 0) == [0, 1, 3, 4, 6, 8, 10, 11, 13, 14, 15, 15, 2, -1])
  }
}
