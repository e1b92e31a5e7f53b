/// Where a string stands, without its quotes.
struct JSONText: Equatable {
  /// Its first byte.
  var start: Int
  /// Behind its last byte.
  var end: Int
  /// Whether escapes stand in it, so that its bytes are not what it says.
  var hasEscapes: Bool

  /// The string with its quotes.
  var value: Range<Int> { start - 1..<end + 1 }
}
