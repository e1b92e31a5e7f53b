import NodeModel
import TestSupport
import Testing

@testable import Tables

@Suite("A table")
struct CSVReaderTests {
  private func rows(_ text: String) throws -> [[String: String]] {
    try rows(Array(text.utf8))
  }

  private func rows(_ bytes: [UInt8]) throws -> [[String: String]] {
    var reader = try CSVReader(bytes.span)
    var rows: [[String: String]] = []
    while let row = try reader.next() {
      rows.append(row.columns.mapValues { row.fields[$0] })
    }
    return rows
  }

  @Test("has quoted fields with commas, quotes and line ends in them (RFC 4180 §2)")
  func quotes() throws {
    #expect(
      try rows("a,b\n1,\"x, \"\"y\"\"\n z\"\n,\"\"\n")
        == [["a": "1", "b": "x, \"y\"\n z"], ["a": "", "b": ""]])
  }

  @Test("may end its lines in CRLF, and its last line in nothing")
  func lineEnds() throws {
    #expect(try rows("a,b\r\n1,2\r\n3,\"4\"\r\n") == rows("a,b\n1,2\n3,4"))
    #expect(try rows("a\n").isEmpty)
    #expect(try rows("a\nx\ry\n") == [["a": "x\ry"]])
  }

  @Test("that is broken is refused with its line")
  func broken() {
    #expect(throws: CSVError.wrongFieldCount(line: 3)) { try rows("a,b\n1,2\n3\n") }
    #expect(throws: CSVError.wrongFieldCount(line: 4)) { try rows("a,b\n1,\"\n\"\n3,4,5\n") }
    #expect(throws: CSVError.strayQuote(line: 2)) { try rows("a\n\"x\n\ny") }
    #expect(throws: CSVError.strayQuote(line: 2)) { try rows("a\nx\"y\n") }
    #expect(throws: CSVError.strayQuote(line: 2)) { try rows("a\n\"x\"y\n") }
    #expect(throws: CSVError.badHeader) { try rows("") }
    #expect(throws: CSVError.badHeader) { try rows("a,a\n") }
    #expect(throws: CSVError.tooLarge(line: 1)) {
      try rows(String(repeating: ",", count: 64) + "\n")
    }
    #expect(throws: CSVError.tooLarge(line: 1)) {
      try rows([UInt8](repeating: 0x61, count: CSVReader.longestTable + 1))
    }
  }

  @Test("says of an empty field that it is unknown, never 0")
  func unknown() throws {
    let bytes = Array("a,b\n,0\n".utf8)
    var reader = try CSVReader(bytes.span)
    let row = try #require(try reader.next())
    #expect(row["a"] == nil && row.decimal("a") == nil && row.integer("a") == nil)
    #expect(row.decimal("b") == .zero)
    #expect(row["c"] == nil)
  }

  @Test("of any bytes is read to its end or refused")
  func hostile() {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    let alphabet: [UInt8] = [0x61, 0x2C, 0x22, 0x0A, 0x0D, 0x00, 0xFF, 0xC3]
    var read = 0
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0...24, using: &random)).map { _ in
        alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
      }
      guard let rows = try? rows(bytes) else { continue }
      read += 1
      #expect(rows.count <= bytes.count, "seed \(seed)")
    }
    #expect(read > 0)
  }
}
