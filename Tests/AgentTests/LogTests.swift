import Testing

@testable import Agent

@Suite("The log")
struct LogTests {
  @Test(
    "a value is in quotes where it could be taken for more than one, whatever marks stand on its characters",
    arguments: [
      ("plain", "plain"), ("", "\"\""), ("a b", "\"a b\""), ("a \u{301}b", "\"a \u{301}b\""),
      ("a=\u{301}", "\"a=\u{301}\""), ("a\"\u{301}", "\"a\\\"\u{301}\""), ("a\nb", "\"a b\""),
      ("a\r\nb", "\"a  b\""),
    ])
  func quoting(value: String, shown: String) {
    #expect(Array(Log.quoted(value).unicodeScalars) == Array(shown.unicodeScalars))
  }
}
