import NodeModel
import Testing

@Suite("The JSON reader")
struct JSONReaderTests {
  private func error(_ text: String) -> JSONError? { error(Array(text.utf8)) }

  private func error(_ bytes: [UInt8]) -> JSONError? {
    do throws(JSONError) {
      var reader = try JSONReader(bytes)
      try reader.skipValue()
      try reader.end()
      return nil
    } catch {
      return error
    }
  }

  @Test(
    "accepts what RFC 8259 allows",
    arguments: [
      "null", " true ", "[]", "{}", "-0", "0.5e-3", "[1,\n2]", #"{"a":{"b":[{}]}}"#,
      #""\u00e9 \ud83d\ude00 \" \\ \/ \b \f \n \r \t""#, #"{"":0}"#, "1e-400",
    ])
  func valid(text: String) {
    #expect(error(text) == nil)
  }

  @Test(
    "refuses what is not JSON, and says at which byte",
    arguments: [
      ("", 0), ("  ", 2), ("[1,]", 3), ("[1 2]", 3), ("{\"a\" 1}", 5), ("{\"a\":1,}", 7),
      ("{a:1}", 1), ("01", 0), ("-", 1), ("1.", 2), ("1e", 2), ("+1", 0), (".5", 0), ("1e999", 0),
      ("tru", 0), ("nul", 0), ("[1]]", 3), ("1 x", 2), ("\"abc", 4), ("\"\\x\"", 1),
      ("\"\\ud800\"", 1), ("\"\\udc00\"", 1), ("\"\\u12g4\"", 5), ("\"a\nb\"", 2), ("NaN", 0),
      ("{\"a\":1,\"a\":2}", 7), ("'a'", 0), ("\u{FEFF}1", 0), ("[1", 2), ("{\"a\":", 5),
    ])
  func invalid(text: String, place: Int) {
    #expect(error(text)?.offset == place)
  }

  @Test("64 levels are read, 65 are not")
  func depth() {
    let open = String(repeating: "[", count: 64)
    let close = String(repeating: "]", count: 64)
    #expect(error(open + close) == nil)
    #expect(error("[" + open + close + "]")?.offset == 64)
    #expect(error(String(repeating: "[", count: 1_000_000))?.offset == 64)
  }

  @Test("a string above 1 MiB, a number of a thousand digits and broken UTF-8 are refused")
  func limits() {
    let long = [0x22] + [UInt8](repeating: 0x61, count: 1 << 20) + [0x22]
    #expect(error(long) == nil)
    #expect(error([0x22, 0x61] + long.dropFirst())?.offset == 0)
    #expect(error(String(repeating: "1", count: 2_000))?.offset == 0)
    #expect(error([0x22, 0xC3, 0x28, 0x22])?.reason == "the string is not UTF-8")
    #expect(error([UInt8](repeating: 0x20, count: JSONReader.byteLimit + 1)) != nil)
  }

  @Test("numbers and strings are what they say")
  func values() throws {
    var reader = try JSONReader(
      Array(#"[-12.25e2, 9007199254740993, "\u00e9\ud83d\ude00", 7]"#.utf8))
    var read: [String] = []
    var place = 0
    try reader.array { reader throws(JSONError) in
      switch place {
      case 0: read.append("\(try reader.number())")
      case 1: read.append("\(try reader.integer())")
      case 2: read.append(try reader.string())
      default: read.append("\(try reader.integer())")
      }
      place += 1
    }
    try reader.end()
    #expect(read == ["-1225.0", "9007199254740993", "é😀", "7"])
  }

  @Test(
    "an integer with a fraction or beyond 64 bits is refused",
    arguments: [
      "1.0", "1e3", "9223372036854775808", "\"1\"",
    ])
  func integers(text: String) throws {
    var reader = try JSONReader(Array(text.utf8))
    #expect(throws: JSONError.self) { _ = try reader.integer() }
  }
}
