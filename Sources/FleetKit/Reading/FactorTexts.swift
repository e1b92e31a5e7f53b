/// The texts of factors with what they say, each kept once: the nodes of a site say the same ones, so that a record
/// says a number.
final class FactorTexts {
  private struct Known {
    let text: [UInt8]
    let factors: MergedNode.Factors
  }

  /// Others, and longer ones, stand in the records themselves, so that nobody can fill the memory with them.
  private static let limit = 1024
  private static let longest = 4096

  private var known: [Known] = []
  private var places: [UInt64: Int32] = [:]

  /// What the text of a number says.
  subscript(number: Int) -> MergedNode.Factors { known[number].factors }

  /// The number of a text; nil where it is not kept.
  func number(of range: Range<Int>, in bytes: Span<UInt8>) -> Int? {
    guard let place = places[bytes.hash(of: range)] else { return nil }
    let text = known[Int(place)].text
    return bytes.isEqual(range, text.span) ? Int(place) : nil
  }

  /// The number of a text that is not kept yet; nil where it cannot be.
  func learn(_ factors: MergedNode.Factors, _ range: Range<Int>, of bytes: Span<UInt8>) -> Int? {
    let hash = bytes.hash(of: range)
    guard known.count < Self.limit, range.count <= Self.longest, places[hash] == nil else {
      return nil
    }
    var text: [UInt8] = []
    text.append(range, of: bytes)
    places[hash] = Int32(known.count)
    known.append(Known(text: text, factors: factors))
    return known.count - 1
  }
}
