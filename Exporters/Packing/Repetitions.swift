/// What the fixed pieces of a page repeat of one another, found once for all pages of a plan (LZ77).
///
/// Between the pieces stand numbers whose lengths change, so how far apart two pieces lie is known only
/// when a page is there. A match therefore names a piece and a place in it instead of a distance.
struct Repetitions: Sendable {
  /// Bytes that stand for themselves, and then a part of an earlier piece.
  struct Step: Sendable {
    /// How many bytes stand for themselves.
    let literals: Int32
    /// The piece that has the others, and where in it they begin.
    let piece: Int32
    let offset: Int32
    /// How many bytes repeat others, up to `DeflateCode.longestMatch`; 0 at the end of a piece.
    let length: Int16
  }

  /// The steps of all pieces, and where those of each begin.
  private(set) var steps: [Step] = []
  private(set) var starts: [Int32] = []

  private static let shortestMatch = 5
  private static let tableBits = 15

  /// Looks through `pieces` of `text`, which follow each other.
  init(of pieces: [Range<Int32>], in text: [UInt8]) {
    let text = text.span
    let pieces = pieces.map { Int($0.lowerBound)..<Int($0.upperBound) }
    // Where the last five bytes with each hash stood.
    var places = [Int32](repeating: -1, count: 1 << Self.tableBits)
    var owners = [Int32](repeating: 0, count: 1 << Self.tableBits)
    for (number, piece) in pieces.enumerated() {
      starts.append(Int32(steps.count))
      var position = piece.lowerBound
      var unwritten = position
      while position + Self.shortestMatch <= piece.upperBound {
        let slot = Self.hash(text, at: position)
        let place = Int(places[slot])
        let owner = Int(owners[slot])
        places[slot] = Int32(position)
        owners[slot] = Int32(number)
        let length =
          place < 0
          ? 0
          : Self.common(text, place..<pieces[owner].upperBound, position..<piece.upperBound)
        guard length >= Self.shortestMatch, place + length <= position else {
          position += 1
          continue
        }
        steps.append(
          Step(
            literals: Int32(position - unwritten), piece: Int32(owner),
            offset: Int32(place - pieces[owner].lowerBound), length: Int16(length)))
        for inside in position + 1..<position + length
        where inside + Self.shortestMatch <= piece.upperBound {
          let slot = Self.hash(text, at: inside)
          places[slot] = Int32(inside)
          owners[slot] = Int32(number)
        }
        position += length
        unwritten = position
      }
      if unwritten < piece.upperBound {
        steps.append(
          Step(literals: Int32(piece.upperBound - unwritten), piece: 0, offset: 0, length: 0))
      }
    }
    starts.append(Int32(steps.count))
  }

  private static func hash(_ text: Span<UInt8>, at position: Int) -> Int {
    var word: UInt64 = 0
    for index in 0..<shortestMatch { word = word << 8 | UInt64(text[position + index]) }
    return Int((word &* 0x9E37_79B9_7F4A_7C15) >> UInt64(64 - tableBits))
  }

  private static func common(_ text: Span<UInt8>, _ left: Range<Int>, _ right: Range<Int>) -> Int {
    let most = min(left.count, right.count, DeflateCode.longestMatch)
    var length = 0
    while length < most, text[left.lowerBound + length] == text[right.lowerBound + length] {
      length += 1
    }
    return length
  }
}
