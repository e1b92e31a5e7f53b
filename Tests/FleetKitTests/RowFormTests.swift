import NodeModel
import TestSupport
import Testing

@testable import FleetKit

@Suite("Rows in the form in which agents write them")
struct RowFormTests {
  private static let before = Array("{\"before\":\"sixteen bytes\",\"rows\":[".utf8)

  private static func slots(_ tiers: [Character], _ random: inout SeededRandom) -> String {
    tiers.map { $0 == "-" ? "null" : String(random.below(1 << random.below(54))) }
      .joined(separator: ",")
  }

  private static func row(_ random: inout SeededRandom) -> String {
    let isWhole = random.once(in: 2)
    let letters: [Character] = ["A", "B", "C", "D", "E", "-"]
    let tiers = (0..<12).map { _ in isWhole ? "B" : letters[Int(random.below(6))] }
    let owners = ["system", "slurm:a/\(random.below(99))", "é", "x"]
    let members: [(name: String, value: String)] = [
      ("owner", "\"" + owners[Int(random.below(4))] + "\""),
      ("component", "\"" + EnergyComponent.allCases[Int(random.below(6))].word + "\""),
      ("hour", "\"2026-03-02T1\(random.below(2)):00:00Z\""),
      ("epoch", "\"91797f54-05f2-4222-801a-65957c944eb\(random.below(2))\""),
      ("sequence", "\(random.below(1 << 20))"), ("revision", "\(random.below(800))"),
      ("final", "\(random.once(in: 2))"), ("tiers", "\"" + String(tiers) + "\""),
      ("full_uj", "[" + slots(tiers, &random) + "]"),
      ("dynamic_uj", "[" + slots(tiers, &random) + "]"),
      ("low_uj", "\(random.below(1 << 53))"), ("high_uj", "\(random.below(1 << 53))"),
    ]
    return "{" + members.map { "\"\($0.name)\":\($0.value)" }.joined(separator: ",") + "}"
  }

  private static func mutate(_ text: inout [UInt8], _ random: inout SeededRandom) {
    let place = Int(random.below(UInt64(text.count)))
    let marks = Array("{}[],:\"\\\n 0-.eEnt9".utf8)
    switch random.below(5) {
    case 0: text[place] = UInt8(random.below(256))
    case 1: text[place] ^= 1 << UInt8(random.below(8))
    case 2: text.remove(at: place)
    case 3: text.insert(marks[Int(random.below(UInt64(marks.count)))], at: place)
    default: text.insert(text[Int(random.below(UInt64(text.count)))], at: place)
    }
  }

  /// All that a row says, and where it stands.
  private static func words(_ reader: RowReader, _ walker: borrowing JSONWalker) -> String {
    let row = reader.row
    let slots = (0..<HourSlots.count).map { "\(row.full[$0])/\(row.dynamic[$0])" }
    let words: [Any] = [
      reader.owner, reader.range, walker.place, row.component, row.hour, row.epoch, row.sequence,
      row.revision, row.isFinal, row.known, row.tiers, slots, row.low, row.high,
    ]
    return "\(words)"
  }

  @Test("are read as rows of any form are, or left to the reader of these")
  func sameAsAny() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    var taken = 0
    for _ in 0..<6000 {
      let isMutated = random.once(in: 2)
      var rows: [[UInt8]] = []
      for _ in 0..<3 {
        var row = Array(Self.row(&random).utf8)
        if isMutated { for _ in 0...random.below(3) { Self.mutate(&row, &random) } }
        rows.append(row)
      }
      var buffer = TokenBuffer(capacity: 0, instructionSet: 0)
      for byte in Self.before + Array(rows.joined(separator: [0x2C])) + Array("]}\n".utf8) {
        buffer.append(byte)
      }
      buffer.findTokens(isLast: true)
      var (usual, any) = (RowReader(), RowReader())
      var walker = JSONWalker(
        buffer.bytes, buffer.places, at: buffer.place(from: Self.before.count))
      for _ in rows {
        let mark = walker.mark
        let isTaken = usual.readUsual(&walker)
        let words = Self.words(usual, walker)
        if isTaken { walker.move(to: mark) }
        do {
          try any.readAny(&walker)
        } catch {
          #expect(!isTaken, "seed \(seed): \(rows) \(error)")
          break
        }
        if isTaken {
          taken += 1
          #expect(words == Self.words(any, walker), "seed \(seed): \(rows)")
        }
        #expect(isTaken || isMutated, "seed \(seed): \(rows)")
        guard walker.token == 0x2C else { break }
        walker.advance()
      }
    }
    #expect(taken > 6000)
  }
}
