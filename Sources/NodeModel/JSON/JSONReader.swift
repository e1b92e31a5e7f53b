/// Reads JSON (RFC 8259) piece by piece, in the order in which it stands.
///
/// Nothing is trusted: more bytes than the limit, more than 64 levels, a name twice in one object, a string
/// above 1 MiB, broken UTF-8, a byte-order mark, a number beyond a double, or anything after the document is
/// an error with its place. Memory stays in proportion to what is asked for.
public struct JSONReader: Sendable {
  /// The most bytes of a document.
  public static let byteLimit = 16 << 20
  /// The most objects and arrays inside each other.
  public static let depthLimit = 64
  /// The most bytes of a string, escapes counted as they stand.
  public static let stringLimit = 1 << 20
  /// The most members of an object.
  public static let memberLimit = 4096

  let bytes: [UInt8]
  /// The next byte to look at.
  public internal(set) var position = 0
  private var depth = 0

  /// Starts before the document's first byte.
  public init(_ bytes: [UInt8]) throws(JSONError) {
    guard bytes.count <= Self.byteLimit else {
      throw JSONError(at: Self.byteLimit, "more than \(Self.byteLimit >> 20) MiB")
    }
    self.bytes = bytes
  }

  /// What kind of value comes next.
  public enum Kind: Sendable {
    case object, array, string, number, bool, null
  }

  /// The kind of the next value.
  public mutating func kind() throws(JSONError) -> Kind {
    skipSpace()
    guard let byte = peek else { throw JSONError(at: position, "ends where a value should be") }
    switch byte {
    case 0x7B: return .object
    case 0x5B: return .array
    case 0x22: return .string
    case 0x2D, 0x30...0x39: return .number
    case 0x74, 0x66: return .bool
    case 0x6E: return .null
    default: throw JSONError(at: position, "no value begins like this")
    }
  }

  /// Reads an object: `member` is called for each name and must read or skip its value.
  public mutating func object(
    _ member: (inout JSONReader, String) throws(JSONError) -> Void
  ) throws(JSONError) {
    try open(0x7B, "an object")
    var names: Set<String> = []
    while try next(before: 0x7D, isFirst: names.isEmpty) {
      let start = position
      let name = try string()
      guard names.insert(name).inserted else {
        throw JSONError(at: start, "the name \"\(name.prefix(40))\" stands twice")
      }
      guard names.count <= Self.memberLimit else {
        throw JSONError(at: start, "more than \(Self.memberLimit) members")
      }
      skipSpace()
      try expect(0x3A, "a colon")
      try member(&self, name)
    }
    depth -= 1
  }

  /// Reads an array: `element` is called before each value and must read or skip it.
  public mutating func array(
    _ element: (inout JSONReader) throws(JSONError) -> Void
  ) throws(JSONError) {
    try open(0x5B, "an array")
    var isFirst = true
    while try next(before: 0x5D, isFirst: isFirst) {
      isFirst = false
      try element(&self)
    }
    depth -= 1
  }

  /// Reads true or false.
  public mutating func bool() throws(JSONError) -> Bool {
    skipSpace()
    if skip("true") { return true }
    if skip("false") { return false }
    throw JSONError(at: position, "true or false expected")
  }

  /// Passes over a value of any kind, which must be right nevertheless.
  public mutating func skipValue() throws(JSONError) {
    switch try kind() {
    case .object: try object { reader, _ throws(JSONError) in try reader.skipValue() }
    case .array: try array { reader throws(JSONError) in try reader.skipValue() }
    case .string: _ = try string()
    case .number: _ = try number()
    case .bool: _ = try bool()
    case .null:
      guard skip("null") else { throw JSONError(at: position, "null expected") }
    }
  }

  /// Passes over a value of any kind, which must be right nevertheless; its JSON.
  public mutating func json() throws(JSONError) -> String {
    skipSpace()
    let start = position
    try skipValue()
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  /// Ends the document: only white space may follow.
  public mutating func end() throws(JSONError) {
    skipSpace()
    guard position == bytes.count else {
      throw JSONError(at: position, "something follows the document")
    }
  }

  /// The next byte; nil at the end.
  var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  private mutating func skip(_ word: String) -> Bool {
    guard bytes[position...].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }

  private mutating func expect(_ byte: UInt8, _ what: String) throws(JSONError) {
    guard peek == byte else { throw JSONError(at: position, "\(what) expected") }
    position += 1
  }

  private mutating func open(_ bracket: UInt8, _ what: String) throws(JSONError) {
    skipSpace()
    let start = position
    try expect(bracket, what)
    depth += 1
    guard depth <= Self.depthLimit else {
      throw JSONError(at: start, "more than \(Self.depthLimit) levels")
    }
  }

  /// Whether another member or element follows; passes over the comma before it, or the closing bracket.
  private mutating func next(before bracket: UInt8, isFirst: Bool) throws(JSONError) -> Bool {
    skipSpace()
    if peek == bracket {
      position += 1
      return false
    }
    if !isFirst {
      try expect(0x2C, "a comma or the end")
      skipSpace()
      if peek == bracket { throw JSONError(at: position, "nothing follows the comma") }
    }
    return true
  }
}
