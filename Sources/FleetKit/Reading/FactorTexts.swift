/// The texts of factors with what they say, each kept once: the nodes of a site say the same ones, so that a record
/// says a number.
final class FactorTexts {
  private struct Known {
    let text: [UInt8]
    let factors: MergedNode.Factors
    /// How many tokens the text has.
    let tokens: Int
  }

  /// Others, and longer ones, stand in the records themselves, so that nobody can fill the memory with them.
  private static let limit = 1024
  private static let longest = 4096
  /// By so many of its first bytes a text is looked for before anybody knows where it ends: behind them sites seldom differ.
  private static let head = 512

  private var known: [Known] = []
  private var places: [UInt64: Int32] = [:]
  /// By their first bytes; of several that begin alike the first.
  private var heads: [UInt64: Int32] = [:]

  /// What the text of a number says.
  subscript(number: Int) -> MergedNode.Factors { known[number].factors }

  /// The number of a text that begins at a byte and has as many bytes and tokens; nil where none that is kept stands
  /// there, or it is not found at once.
  func number(at start: Int, in bytes: Span<UInt8>) -> (number: Int, length: Int, tokens: Int)? {
    guard start + Self.head <= bytes.count,
      let place = heads[bytes.hash(of: start..<start + Self.head)]
    else { return nil }
    let text = known[Int(place)].text
    guard start + text.count <= bytes.count, bytes.isEqual(start..<start + text.count, text.span)
    else { return nil }
    return (Int(place), text.count, known[Int(place)].tokens)
  }

  /// The number of a text; nil where it is not kept.
  func number(of range: Range<Int>, in bytes: Span<UInt8>) -> Int? {
    guard let place = places[bytes.hash(of: range)] else { return nil }
    let text = known[Int(place)].text
    return bytes.isEqual(range, text.span) ? Int(place) : nil
  }

  /// The number of a text of so many tokens that is not kept yet; nil where it cannot be.
  func learn(
    _ factors: MergedNode.Factors, _ range: Range<Int>, tokens: Int, of bytes: Span<UInt8>
  ) -> Int? {
    let hash = bytes.hash(of: range)
    guard known.count < Self.limit, range.count <= Self.longest, places[hash] == nil else {
      return nil
    }
    var text: [UInt8] = []
    text.append(range, of: bytes)
    places[hash] = Int32(known.count)
    // Only an object ends where its text does: behind a number another digit may follow.
    if text.count >= Self.head, text.last == 0x7D {
      let head = bytes.hash(of: range.lowerBound..<range.lowerBound + Self.head)
      if heads[head] == nil { heads[head] = Int32(known.count) }
    }
    known.append(Known(text: text, factors: factors, tokens: tokens))
    return known.count - 1
  }
}
