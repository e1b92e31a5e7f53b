internal import Synchronization

/// The texts of factors with what they say, each kept once: the nodes of a site say the same ones, so that a record
/// says a number. Any thread may ask.
final class FactorTexts: Sendable {
  private struct State {
    var texts: [[UInt8]] = []
    var factors: [MergedNode.Factors] = []
    var numbers: [UInt64: Int32] = [:]
  }

  /// Others, and longer ones, stand in the records themselves, so that nobody can fill the memory with them.
  private static let limit = 1024
  private static let longest = 4096

  private let state = Mutex(State())

  /// What the text of a number says.
  subscript(number: Int) -> MergedNode.Factors { state.withLock { $0.factors[number] } }

  /// The number of a text, which is learned where it is new; nil where it cannot be.
  fileprivate func number(
    of text: [UInt8], hash: UInt64, _ factors: MergedNode.Factors
  ) -> Int? {
    state.withLock { state in
      if let number = state.numbers[hash] {
        return state.texts[Int(number)] == text ? Int(number) : nil
      }
      guard state.texts.count < Self.limit, text.count <= Self.longest else { return nil }
      state.texts.append(text)
      state.factors.append(factors)
      state.numbers[hash] = Int32(state.texts.count - 1)
      return state.texts.count - 1
    }
  }
}

/// What one reader knows of the numbers of factors: it asks for each only once.
struct FactorNumbers {
  private struct Known {
    let text: [UInt8]
    let number: Int
    /// How many tokens the text has.
    let tokens: Int
  }

  /// By so many of its first bytes a text is looked for before anybody knows where it ends: behind them sites seldom differ.
  private static let head = 512

  private let texts: FactorTexts
  private var known: [Known] = []
  private var places: [UInt64: Int32] = [:]
  /// By their first bytes; of several that begin alike the first.
  private var heads: [UInt64: Int32] = [:]

  /// Knows none.
  init(_ texts: FactorTexts) { self.texts = texts }

  /// The number of a text that begins at a byte and has as many bytes and tokens; nil where none that is known stands
  /// there, or it is not found at once.
  func number(at start: Int, in bytes: Span<UInt8>) -> (number: Int, length: Int, tokens: Int)? {
    guard start + Self.head <= bytes.count,
      let place = heads[bytes.hash(of: start..<start + Self.head)]
    else { return nil }
    let one = known[Int(place)]
    guard start + one.text.count <= bytes.count,
      bytes.isEqual(start..<start + one.text.count, one.text.span)
    else { return nil }
    return (one.number, one.text.count, one.tokens)
  }

  /// The number of a text; nil where it is not known.
  func number(of range: Range<Int>, in bytes: Span<UInt8>) -> Int? {
    guard let place = places[bytes.hash(of: range)] else { return nil }
    let one = known[Int(place)]
    return bytes.isEqual(range, one.text.span) ? one.number : nil
  }

  /// The number of a text of so many tokens that is not known yet; nil where it has none.
  mutating func learn(
    _ factors: MergedNode.Factors, _ range: Range<Int>, tokens: Int, of bytes: Span<UInt8>
  ) -> Int? {
    let hash = bytes.hash(of: range)
    var text: [UInt8] = []
    text.append(range, of: bytes)
    guard places[hash] == nil, let number = texts.number(of: text, hash: hash, factors) else {
      return nil
    }
    places[hash] = Int32(known.count)
    // Only an object ends where its text does: behind a number another digit may follow.
    if text.count >= Self.head, text.last == 0x7D {
      let head = bytes.hash(of: range.lowerBound..<range.lowerBound + Self.head)
      if heads[head] == nil { heads[head] = Int32(known.count) }
    }
    known.append(Known(text: text, number: number, tokens: tokens))
    return number
  }
}
