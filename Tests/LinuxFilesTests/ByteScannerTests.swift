import LinuxFiles
import Testing

@Suite("Byte scanner")
struct ByteScannerTests {
  private func scan<Result>(_ text: String, _ body: (inout ByteScanner) -> Result) -> Result {
    let bytes = Array(text.utf8)
    var scanner = ByteScanner(bytes.span)
    return body(&scanner)
  }

  @Test(
    "unsigned decimals, up to the largest and not beyond",
    arguments: [
      ("  42 ", 42), ("18446744073709551615", .max), ("18446744073709551616", nil), ("", nil),
      ("-1", nil), ("abc", nil), ("007", 7),
    ] as [(String, UInt64?)])
  func unsigned(text: String, expected: UInt64?) {
    #expect(scan(text) { $0.unsigned() } == expected)
  }

  @Test(
    "signed decimals",
    arguments: [("-128000", -128_000), (" 5", 5), ("-", nil), ("--5", nil)] as [(String, Int64?)])
  func signed(text: String, expected: Int64?) {
    #expect(scan(text) { $0.signed() } == expected)
  }

  @Test(
    "decimals with a fraction",
    arguments: [("0.52", 0.52), ("-1.5", -1.5), ("12", 12), ("3.", 3), (".5", nil)]
      as [(String, Double?)])
  func real(text: String, expected: Double?) {
    #expect(scan(text) { $0.real() } == expected)
  }

  @Test("a line is found by its beginning only, in this line or a later one")
  func seek() {
    let text = "MemTotal: 1\nSwapMemFree: 2\nMemFree: 3\n"
    #expect(scan(text) { $0.seek(line: "MemFree:") ? $0.unsigned() : nil } == 3)
    #expect(scan(text) { $0.seek(line: "Absent:") } == false)
  }

  @Test("skipping past a text stays on its line, and stays put where the line has none")
  func skipPast() {
    let text = "some avg10=0.00\nfull total=5\n"
    #expect(scan(text) { $0.skip(past: "total=") } == false)
    #expect(
      scan(text) { scanner in
        _ = scanner.skip(past: "total=")
        return scanner.position
      } == 0)
  }

  @Test("hexadecimal numbers of at most sixteen digits")
  func hexadecimal() {
    #expect(scan("7ffc0a3F-") { $0.hexadecimal() } == 0x7FFC_0A3F)
    #expect(scan("ffffffffffffffff ") { $0.hexadecimal() } == .max)
    #expect(scan("1ffffffffffffffff") { $0.hexadecimal() } == nil)
    #expect(scan("xyz") { $0.hexadecimal() } == nil)
  }

  @Test("no text of random bytes makes it trap or go backwards")
  func random() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var state = seed
    for _ in 0..<20_000 {
      var bytes: [UInt8] = []
      for _ in 0..<(state % 40) {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes.append(UInt8(truncatingIfNeeded: state >> 33) & 0x3F)
      }
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      var scanner = ByteScanner(bytes.span)
      var last = 0
      while !scanner.isAtEnd {
        _ = scanner.real()
        _ = scanner.signed()
        _ = scanner.hexadecimal()
        scanner.skipWord()
        scanner.skipLine()
        #expect(scanner.position >= last, "seed \(seed)")
        last = scanner.position
      }
    }
  }
}
