import TestSupport
import Testing

@testable import FleetKit

@Suite("Numbers that are passed over")
struct SkippedNumberTests {
  private static let before = Array("{\"before\":\"more than 24 bytes of it\",\"list\":[".utf8)

  private static func number(_ random: inout SeededRandom) -> String {
    func digits(_ count: UInt64) -> String {
      (0..<count).map { _ in String(random.below(10)) }.joined()
    }
    var text = random.once(in: 3) ? String(random.below(3)) : digits(1 + random.below(20))
    if random.once(in: 8) { text = "-" + text }
    if random.once(in: 2) { text += "." + digits(random.below(9)) }
    if random.once(in: 4) {
      text += random.once(in: 2) ? "e" : "E"
      text += ["", "+", "-"][Int(random.below(3))] + digits(random.below(4))
    }
    return text
  }

  @Test("are those of RFC 8259 and no others")
  func grammar() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    let grammar = /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/
    var (usual, refused) = (0, 0)
    for _ in 0..<60_000 {
      var text = Array(Self.number(&random).utf8)
      if random.once(in: 3) {
        let marks = Array("0.eE+-/9:x".utf8)
        text.insert(
          marks[Int(random.below(UInt64(marks.count)))],
          at: Int(random.below(UInt64(text.count + 1))))
      }
      let written = String(decoding: text, as: UTF8.self)
      let ending = ["]", ",7]", "]\n"][Int(random.below(3))]
      var buffer = TokenBuffer(capacity: 0, instructionSet: 0)
      for byte in Self.before + text + Array((ending + "}\n").utf8) { buffer.append(byte) }
      buffer.findTokens(isLast: true)
      let first = buffer.place(from: Self.before.count)
      var walker = JSONWalker(buffer.bytes, buffer.places, at: first)
      let isUsual = walker.skipUsualNumber()
      #expect(walker.place == (isUsual ? first + 1 : first), "seed \(seed): \(written)")
      if isUsual {
        usual += 1
        #expect(written.wholeMatch(of: grammar) != nil, "seed \(seed): \(written)")
        continue
      }
      let isNumber = written.wholeMatch(of: grammar) != nil
      walker = JSONWalker(buffer.bytes, buffer.places, at: buffer.place(from: Self.before.count))
      let isTaken = (try? walker.skipAnyNumber()) != nil
      // An exponent of three digits may be beyond a double.
      let isFinite = Double(written)?.isFinite ?? false
      #expect(isTaken == (isNumber && isFinite), "seed \(seed): \(written)")
      if !isTaken { refused += 1 }
    }
    #expect(usual > 20_000 && refused > 5_000)
  }

  @Test(
    "usual ones take the short way",
    arguments: [
      "0", "7", "4294967296", "123456789012345678901234", "4920542706421.205", "0.5",
      "2.5e-07", "1E+08", "12345678.1234567890123e+10",
    ])
  func usual(text: String) {
    var buffer = TokenBuffer(capacity: 0, instructionSet: 0)
    for byte in Self.before + Array((text + "]}\n").utf8) { buffer.append(byte) }
    buffer.findTokens(isLast: true)
    var walker = JSONWalker(
      buffer.bytes, buffer.places, at: buffer.place(from: Self.before.count))
    #expect(walker.skipUsualNumber() && walker.token == 0x5D)
  }
}
