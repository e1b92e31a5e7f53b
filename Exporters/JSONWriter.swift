/// Writes JSON (RFC 8259) without white space, in the order of the calls.
///
/// Absent is not null and not 0: what is unknown is not written at all.
public struct JSONWriter: Sendable {
  /// What was written so far.
  public private(set) var text: ByteText
  private var needsComma = false

  /// Starts with nothing written.
  public init(capacity: Int = 1024) {
    text = ByteText(capacity: capacity)
  }

  /// Forgets the document and keeps its memory.
  public mutating func removeAll() {
    text.removeAll()
    needsComma = false
  }

  /// Takes the document out, with its memory.
  public mutating func take() -> [UInt8] {
    needsComma = false
    return text.take()
  }

  /// Takes out what was written so far; the document goes on.
  public mutating func drain() -> [UInt8] { text.take() }

  /// Writes `{`; members follow one at a time, until `endObject`.
  public mutating func beginObject() { open(0x7B) }

  /// Writes `}`.
  public mutating func endObject() { close(0x7D) }

  /// Writes `{`, what `body` writes, and `}`.
  public mutating func object(_ body: (inout JSONWriter) -> Void) {
    beginObject()
    body(&self)
    endObject()
  }

  /// Writes `[`, what `body` writes, and `]`.
  public mutating func array(_ body: (inout JSONWriter) -> Void) {
    beginArray()
    body(&self)
    endArray()
  }

  /// Writes `[`; elements follow one at a time, until `endArray`.
  public mutating func beginArray() { open(0x5B) }

  /// Writes `]`.
  public mutating func endArray() { close(0x5D) }

  /// Writes a member's name; its value comes next.
  public mutating func key(_ name: StaticString) {
    key(text: name.description)
  }

  /// Writes a member's name that is known at run time only; its value comes next.
  public mutating func key(text name: String) {
    separate()
    quote(name)
    text.append(byte: 0x3A)
    needsComma = false
  }

  /// Writes a member's name that is JSON already, with its quotes; its value comes next.
  public mutating func key(json name: Span<UInt8>) {
    separate()
    text.append(bytes: name)
    text.append(byte: 0x3A)
    needsComma = false
  }

  /// Writes a whole number as a string: more than readers hold exactly.
  public mutating func string(decimal value: Int64) {
    separate()
    text.append(byte: 0x22)
    text.append(signed: value)
    text.append(byte: 0x22)
  }

  /// Writes a string.
  public mutating func string(_ value: String) {
    separate()
    quote(value)
  }

  /// Writes an unsigned integer.
  public mutating func unsigned(_ value: UInt64) {
    separate()
    text.append(unsigned: value)
  }

  /// Writes a signed integer.
  public mutating func signed(_ value: Int64) {
    separate()
    text.append(signed: value)
  }

  /// Writes a finite number; null for NaN and infinity, which JSON does not have.
  public mutating func real(_ value: Double) {
    separate()
    if value.isFinite { text.append(real: value) } else { text.append("null") }
  }

  /// Writes true or false.
  public mutating func bool(_ value: Bool) {
    separate()
    text.append(value ? "true" : "false")
  }

  /// Writes null.
  public mutating func null() {
    separate()
    text.append("null")
  }

  /// Writes a member with a string, and nothing where the string is nil.
  public mutating func member(_ name: StaticString, _ value: String?) {
    guard let value else { return }
    key(name)
    string(value)
  }

  /// Writes a member with a number, and nothing where the number is nil.
  public mutating func member(_ name: StaticString, _ value: Double?) {
    guard let value else { return }
    key(name)
    real(value)
  }

  /// Writes a member with an integer, and nothing where the integer is nil.
  public mutating func member(_ name: StaticString, count value: (some BinaryInteger)?) {
    guard let value else { return }
    key(name)
    if value < 0 { signed(Int64(value)) } else { unsigned(UInt64(value)) }
  }

  /// Writes a whole number as a member; from 2^53 on, which a double does not hold exactly, as a string. Nil is
  /// left out.
  public mutating func member(_ name: StaticString, exact value: UInt64?) {
    guard let value else { return }
    if value < 1 << 53 { member(name, count: value) } else { member(name, String(value)) }
  }

  /// Writes a member that is an object of texts, by their names.
  public mutating func member(_ name: StaticString, texts: [String: String]) {
    key(name)
    object { json in
      for name in texts.keys.sorted() {
        json.key(text: name)
        json.string(texts[name] ?? "")
      }
    }
  }

  /// Writes a member with true or false.
  public mutating func member(_ name: StaticString, flag value: Bool) {
    key(name)
    bool(value)
  }

  /// Writes a value that is JSON already; nothing of it is looked at.
  public mutating func value(json bytes: Span<UInt8>) {
    separate()
    text.append(bytes: bytes)
  }

  /// Ends a line: between the documents of JSON Lines, and at the end of a file.
  public mutating func newline() {
    text.append(byte: 0x0A)
    needsComma = false
  }

  private mutating func separate() {
    if needsComma { text.append(byte: 0x2C) }
    needsComma = true
  }

  private mutating func open(_ bracket: UInt8) {
    separate()
    text.append(byte: bracket)
    needsComma = false
  }

  private mutating func close(_ bracket: UInt8) {
    text.append(byte: bracket)
    needsComma = true
  }

  private mutating func quote(_ value: String) {
    quote(value.utf8.span)
  }

  private mutating func quote(_ value: Span<UInt8>) {
    text.append(byte: 0x22)
    if Self.isPlain(value) {
      text.append(bytes: value)
      return text.append(byte: 0x22)
    }
    for place in value.indices {
      let byte = value[place]
      switch byte {
      case 0x22: text.append("\\\"")
      case 0x5C: text.append("\\\\")
      case 0x0A: text.append("\\n")
      case 0x00..<0x20, 0x7F:
        text.append("\\u00")
        text.append(byte: Self.hexDigit(byte >> 4))
        text.append(byte: Self.hexDigit(byte & 15))
      default: text.append(byte: byte)
      }
    }
    text.append(byte: 0x22)
  }

  /// Whether nothing has to be escaped; all bytes are looked at, so that nothing has to be guessed.
  private static func isPlain(_ value: Span<UInt8>) -> Bool {
    var isPlain = true
    for place in value.indices {
      let byte = value[place]
      isPlain =
        isPlain && (byte >= 0x20) && (byte != 0x22) && (byte != 0x5C) && (byte != 0x7F)
    }
    return isPlain
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? 0x30 + value : 0x57 + value
  }
}
