internal import NodeModel

/// Factors that were read before, by their text: the nodes of a site say the same ones.
struct KnownFactors {
  /// With more it begins anew.
  private static let limit = 1024
  /// Longer ones are read each time, so that nobody can fill the memory with them.
  private static let longest = 1 << 16

  private struct Known {
    var text: [UInt8]
    var factors: MergedNode.Factors
  }

  private var numbers: FactorNumbers
  private var known: [UInt64: Known] = [:]

  /// Knows what has a number in `texts`, and the latest of what has none.
  init(_ texts: FactorTexts) { numbers = FactorNumbers(texts) }

  /// Reads one element of `factors`, which was looked at before where its text was; where it stands, and its number
  /// where it has one.
  mutating func read(
    _ walker: inout JSONWalker
  ) throws(JSONFault) -> (range: Range<Int>, number: Int?) {
    let start = walker.offset
    if let known = numbers.number(at: start, in: walker.bytes), walker.hasTokens(known.tokens) {
      walker.advance(known.tokens)
      return (start..<start + known.length, known.number)
    }
    let mark = walker.mark
    let first = walker.place
    if (try? walker.skip()) != nil {
      let range = start..<walker.end(of: start)
      if let number = numbers.number(of: range, in: walker.bytes) { return (range, number) }
      if find(range, in: walker.bytes) != nil { return (range, nil) }
    }
    walker.move(to: mark)
    let factors = try walker.factors()
    let range = start..<walker.end(of: start)
    let tokens = walker.place - first
    if let number = numbers.learn(factors, range, tokens: tokens, of: walker.bytes) {
      return (range, number)
    }
    learn(factors, range, of: walker.bytes)
    return (range, nil)
  }

  /// The factors that stand in bytes, where they were read before.
  mutating func factors(
    _ range: Range<Int>, in bytes: Span<UInt8>
  ) throws(JSONFault) -> MergedNode.Factors {
    if let factors = find(range, in: bytes) { return factors }
    var buffer = TokenBuffer(capacity: range.count + 1, instructionSet: 0)
    buffer.append(range, of: bytes)
    // A number is followed by something.
    buffer.append(0x0A)
    buffer.findTokens(isLast: true)
    var walker = JSONWalker(buffer.bytes, buffer.places)
    let factors = try walker.factors()
    learn(factors, range, of: bytes)
    return factors
  }

  private func find(_ range: Range<Int>, in bytes: Span<UInt8>) -> MergedNode.Factors? {
    guard let one = known[bytes.hash(of: range)], one.text.count == range.count,
      bytes.isEqual(range, one.text.span)
    else { return nil }
    return one.factors
  }

  private mutating func learn(
    _ factors: MergedNode.Factors, _ range: Range<Int>, of bytes: Span<UInt8>
  ) {
    guard range.count <= Self.longest else { return }
    if known.count >= Self.limit { known.removeAll(keepingCapacity: true) }
    var text: [UInt8] = []
    text.append(range, of: bytes)
    known[bytes.hash(of: range)] = Known(text: text, factors: factors)
  }
}
