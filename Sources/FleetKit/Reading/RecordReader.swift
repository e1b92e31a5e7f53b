internal import NodeModel

/// Reads what `RecordWriter` wrote.
struct RecordReader: ~Escapable {
  /// What may be read behind the last byte.
  static let padding = 16

  let bytes: Span<UInt8>
  private var at = 0
  /// Those of the last row.
  var hour: Int64 = .min
  var epoch = Epoch(high: 0, low: 0)

  /// Begins at the first of some bytes, `padding` of which stand behind the record.
  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>) {
    self.bytes = bytes
  }

  /// Where it stands.
  var offset: Int { at }

  /// Whether nothing is left.
  var isAtEnd: Bool { at + Self.padding >= bytes.count }

  /// Reads a number.
  @inline(__always)
  mutating func number() -> UInt64 {
    let word = word(at)
    let width = Int(word & 0xFF)
    if width < 8 {
      at += width + 1
      return word >> 8 & Self.mask(width)
    }
    at += 9
    return self.word(at - 8)
  }

  /// Reads some bytes as a word, the first one lowest.
  @inline(__always)
  mutating func word(width: Int) -> UInt64 {
    at += width
    return word(at - width) & Self.mask(width)
  }

  /// Reads a number that may not be there.
  mutating func optional() -> UInt64? { number() == 0 ? nil : number() }

  /// Reads a number of something.
  @inline(__always)
  mutating func count() -> Int { Int(truncatingIfNeeded: number()) }

  /// Reads a double.
  @inline(__always)
  mutating func double() -> Double {
    at += 8
    return Double(bitPattern: word(at - 8))
  }

  /// Reads the kind of what follows; nil at the end.
  mutating func kind() -> RecordKind? {
    guard !isAtEnd else { return nil }
    at += 1
    return RecordKind(rawValue: bytes[at - 1])
  }

  /// Reads twelve amounts.
  @inline(__always)
  mutating func slots() -> HourSlots {
    let width = Int(bytes[at])
    let mask = Self.mask(width)
    at += 1
    var slots = HourSlots()
    for slot in 0..<HourSlots.count { slots[slot] = word(at + slot * width) & mask }
    at += HourSlots.count * width
    return slots
  }

  /// Reads where something stands in a text in which the document begins at `start`.
  @inline(__always)
  mutating func range(from start: Int) -> Range<Int> {
    let first = start + count()
    return first..<first + count()
  }

  /// Reads where a text stands in these bytes.
  @inline(__always)
  mutating func stretch() -> Range<Int> {
    let length = count()
    at += length
    return at - length..<at
  }

  /// Reads a text.
  mutating func text() -> String {
    let range = stretch()
    return unsafe bytes.extracting(range).withUnsafeBufferPointer {
      unsafe String(decoding: $0, as: UTF8.self)
    }
  }

  /// Reads a text that may not be there.
  mutating func optionalText() -> String? { number() == 0 ? nil : text() }

  /// Reads pairs of texts, and orders them by the first ones.
  mutating func pairs() -> [(key: String, value: String)] {
    let count = count()
    guard count > 0 else { return [] }
    var pairs: [(key: String, value: String)] = []
    pairs.reserveCapacity(count)
    for _ in 0..<count { pairs.append((text(), text())) }
    pairs.sort { $0.key < $1.key }
    return pairs
  }

  /// Reads a text as its bytes.
  mutating func octets() -> [UInt8] {
    var octets: [UInt8] = []
    octets.append(stretch(), of: bytes)
    return octets
  }

  @inline(__always)
  private static func mask(_ width: Int) -> UInt64 {
    width < 8 ? (1 << UInt64(8 * width)) - 1 : .max
  }

  @inline(__always)
  private func word(_ offset: Int) -> UInt64 { bytes.word(at: offset) }
}
