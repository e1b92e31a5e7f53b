/// Goes through JSON (RFC 8259) from token to token. Nothing is trusted: whatever is passed over must be right.
///
/// The tokens are found before (`TokenBuffer`); what lies between two of them is looked at here where it is a number,
/// a word or an escape. Control characters in strings and broken UTF-8 end the index, so they are met as an end.
struct JSONWalker: ~Escapable {
  /// The most objects and arrays inside each other.
  static let depthLimit = 64
  /// The most bytes of a string, escapes counted as they stand.
  static let stringLimit = 1 << 20
  /// The most members of an object whose members are read.
  static let memberLimit = 4096

  let bytes: Span<UInt8>
  private let places: Span<UInt32>
  /// The next token.
  private(set) var place: Int
  private var depth = 0

  /// Starts at a token.
  @_lifetime(copy bytes, copy places)
  init(_ bytes: Span<UInt8>, _ places: Span<UInt32>, at place: Int = 0) {
    self.bytes = bytes
    self.places = places
    self.place = place
  }

  /// Where the next token begins.
  var offset: Int { @inline(__always) get { Int(places[place]) } }

  /// The first byte of the next token.
  var token: UInt8 { @inline(__always) get { bytes[offset] } }

  /// Where the token behind the next one begins; nil where the next one is the last, or there is none.
  var offsetBehind: Int? {
    @inline(__always) get { place &+ 2 < places.count ? Int(places[place &+ 1]) : nil }
  }

  /// Whether there are so many tokens, and another one behind them.
  @inline(__always)
  func hasTokens(_ count: Int) -> Bool { place + count + 1 < places.count }

  /// Whether there is no other token.
  var isAtEnd: Bool { place == places.count - 1 }

  /// Behind the last byte that has been indexed.
  var limit: Int { Int(places[places.count - 1]) }

  /// Where the value before the next token ended; `start` is where it began.
  func end(of start: Int) -> Int { trimmed(offset, from: start) }

  /// Behind the last token that was passed over, a bracket or a brace.
  var endOfLast: Int { Int(places[place - 1]) + 1 }

  /// Where what ends at `end` ends without blanks.
  func trimmed(_ end: Int, from start: Int) -> Int {
    var end = end
    while end > start,
      bytes[end - 1] == 0x20 || bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D
        || bytes[end - 1] == 0x09
    { end -= 1 }
    return end
  }

  /// Whether the next value is null, which is passed over then.
  mutating func skipNull() throws(JSONFault) -> Bool {
    guard token == 0x6E else { return false }
    try word("null", length: 4)
    return true
  }

  /// Passes over a value of any kind.
  mutating func skip() throws(JSONFault) {
    // One bit a level: whether it is an object.
    var objects: UInt64 = 0
    var levels = 0
    value: while true {
      let at = offset
      switch bytes[at] {
      case 0x22: try skipString()
      case 0x7B:
        levels += 1
        guard depth + levels <= Self.depthLimit else { throw JSONFault(.tooDeep, at: at) }
        place += 1
        objects = objects << 1 | 1
        if token != 0x7D {
          try skipName()
          continue value
        }
        place += 1
        levels -= 1
        objects >>= 1
      case 0x5B:
        levels += 1
        guard depth + levels <= Self.depthLimit else { throw JSONFault(.tooDeep, at: at) }
        place += 1
        objects <<= 1
        if token != 0x5D { continue value }
        place += 1
        levels -= 1
        objects >>= 1
      case 0x2D, 0x30...0x39: try skipNumber()
      default: try skipWord()
      }
      while levels > 0 {
        let isObject = objects & 1 == 1
        let at = offset
        switch bytes[at] {
        case 0x2C:
          place += 1
          if isObject { try skipName() }
          continue value
        case 0x7D where isObject, 0x5D where !isObject:
          place += 1
          levels -= 1
          objects >>= 1
        default:
          throw JSONFault(isObject ? .commaOrBraceExpected : .commaOrBracketExpected, at: at)
        }
      }
      return
    }
  }

  /// Reads an object: `member` is called for each name, the next token then is its value, which it must pass over.
  @inline(__always)
  mutating func object(
    _ member: (inout JSONWalker, JSONText) throws(JSONFault) -> Void
  ) throws(JSONFault) {
    try enter(0x7B, .objectExpected)
    var members = 0
    if token != 0x7D {
      while true {
        let name = try name()
        members += 1
        guard members <= Self.memberLimit else { throw JSONFault(.tooManyMembers, at: name.start) }
        try member(&self, name)
        let at = offset
        if bytes[at] == 0x7D { break }
        guard bytes[at] == 0x2C else { throw JSONFault(.commaOrBraceExpected, at: at) }
        place += 1
      }
    }
    place += 1
    depth -= 1
  }

  /// Reads an array: `element` is called before each value and must pass over it.
  @inline(__always)
  mutating func array(
    _ element: (inout JSONWalker) throws(JSONFault) -> Void
  ) throws(JSONFault) {
    try enter(0x5B, .arrayExpected)
    if token != 0x5D {
      while true {
        try element(&self)
        let at = offset
        if bytes[at] == 0x5D { break }
        guard bytes[at] == 0x2C else { throw JSONFault(.commaOrBracketExpected, at: at) }
        place += 1
      }
    }
    place += 1
    depth -= 1
  }

  /// Whether two strings say the same.
  func isSame(_ left: JSONText, _ right: JSONText) -> Bool {
    if left.hasEscapes || right.hasEscapes { return decoded(left) == decoded(right) }
    return isEqual(left, right)
  }

  /// Passes over a string if it stands there as another one does that has no escapes; whether it does.
  @inline(__always)
  mutating func skip(same text: JSONText) -> Bool {
    let start = offset + 1
    guard bytes[start - 1] == 0x22, !isAtEnd else { return false }
    let end = Int(places[place + 1])
    guard bytes[end] == 0x22,
      isEqual(text, JSONText(start: start, end: end, hasEscapes: false))
    else { return false }
    place += 2
    return true
  }

  /// Whether two strings stand there in the same way.
  @inline(__always)
  private func isEqual(_ left: JSONText, _ right: JSONText) -> Bool {
    let length = left.end - left.start
    guard length == right.end - right.start else { return false }
    var at = 0
    while at + 8 <= length {
      if eightBytes(left.start + at) != eightBytes(right.start + at) { return false }
      at += 8
    }
    let others = eightBytes(left.start + at) ^ eightBytes(right.start + at)
    return others & (1 << UInt64(8 * (length - at)) - 1) == 0
  }

  /// Passes over one token.
  @inline(__always)
  mutating func advance() { place += 1 }

  /// Passes over so many tokens that are there (`hasTokens`), and that somebody has looked at.
  @inline(__always)
  mutating func advance(_ tokens: Int) { place += tokens }

  /// Passes over a name in quotes with what stands before and behind it, if these are the next bytes; whether they are.
  @inline(__always)
  mutating func skip(_ name: JSONName) -> Bool {
    guard name.stands(at: offset, in: bytes) else { return false }
    place += JSONName.tokens
    return true
  }

  /// Reads a string without escapes; nil, with nothing passed over, where there is anything else.
  @inline(__always)
  mutating func usualString() -> JSONText? {
    let quote = offset
    guard bytes[quote] == 0x22, let end = offsetBehind, bytes[end] == 0x22 else { return nil }
    place += 2
    return JSONText(start: quote + 1, end: end, hasEscapes: false)
  }

  /// Where it stands, to come back there.
  struct Mark {
    fileprivate let place: Int
    fileprivate let depth: Int
  }

  /// Where it stands now.
  var mark: Mark { Mark(place: place, depth: depth) }

  /// Comes back.
  mutating func move(to mark: Mark) {
    place = mark.place
    depth = mark.depth
  }

  /// Goes on behind a byte, from the first token there.
  mutating func move(to place: Int) {
    self.place = place
    depth = 0
  }

  @inline(__always)
  private mutating func enter(_ bracket: UInt8, _ reason: JSONFault.Reason) throws(JSONFault) {
    let at = offset
    guard bytes[at] == bracket else { throw JSONFault(reason, at: at) }
    depth += 1
    guard depth <= Self.depthLimit else { throw JSONFault(.tooDeep, at: at) }
    place += 1
  }

  /// Reads a member's name and passes over the colon.
  @inline(__always)
  private mutating func name() throws(JSONFault) -> JSONText {
    guard token == 0x22 else { throw JSONFault(.nameExpected, at: offset) }
    let name = try string()
    guard token == 0x3A else { throw JSONFault(.colonExpected, at: offset) }
    place += 1
    return name
  }

  @inline(__always)
  private mutating func skipName() throws(JSONFault) {
    guard token == 0x22 else { throw JSONFault(.nameExpected, at: offset) }
    try skipString()
    guard token == 0x3A else { throw JSONFault(.colonExpected, at: offset) }
    place += 1
  }
}
