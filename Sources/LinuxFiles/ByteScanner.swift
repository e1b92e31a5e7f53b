/// Walks decimals, words and lines of a kernel file without copying.
public struct ByteScanner: ~Escapable {
  private let bytes: Span<UInt8>
  /// The next byte to look at.
  public private(set) var position = 0

  /// Starts at the first byte.
  @_lifetime(copy bytes)
  public init(_ bytes: Span<UInt8>) {
    self.bytes = bytes
  }

  /// Whether all has been read.
  public var isAtEnd: Bool { position >= bytes.count }

  /// The next byte, not consumed; nil at the end.
  public var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// Goes back to a `position` remembered earlier.
  public mutating func rewind(to position: Int) {
    self.position = min(max(0, position), bytes.count)
  }

  /// Passes over blanks and tabs, not over the end of the line.
  public mutating func skipBlanks() {
    while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x09 {
      position += 1
    }
  }

  /// Passes over the rest of the line and its end; false where there is no further line.
  @discardableResult
  public mutating func skipLine() -> Bool {
    while position < bytes.count {
      position += 1
      if bytes[position - 1] == 0x0A { return position < bytes.count }
    }
    return false
  }

  /// Passes over `text` if it comes next.
  public mutating func skip(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard bytes.count - position >= count else { return false }
    let start = unsafe text.utf8Start
    for index in 0..<count {
      let byte = unsafe start[index]
      guard bytes[position + index] == byte else { return false }
    }
    position += count
    return true
  }

  /// Passes over everything up to and with the next `text` on this line; false (and unmoved) where the
  /// line has none.
  public mutating func skip(past text: StaticString) -> Bool {
    let start = position
    while position < bytes.count, bytes[position] != 0x0A {
      if skip(text) { return true }
      position += 1
    }
    position = start
    return false
  }

  /// Moves to the first line, from here on, that begins with `key`, and behind the key; false (and at
  /// the end) where no line does.
  public mutating func seek(line key: StaticString) -> Bool {
    while !isAtEnd {
      if skip(key) { return true }
      skipLine()
    }
    return false
  }

  /// Passes over a word and the blanks before it.
  public mutating func skipWord() {
    skipBlanks()
    while position < bytes.count, bytes[position] > 0x20 { position += 1 }
  }

  /// The next word as a range of positions, blanks before it passed over; empty at the end of the line.
  public mutating func word() -> Range<Int> {
    skipBlanks()
    let start = position
    while position < bytes.count, bytes[position] > 0x20 { position += 1 }
    return start..<position
  }

  /// A copy of the text in `range`, broken UTF-8 repaired. For discovery, not for rounds.
  public func text(_ range: Range<Int>) -> String {
    unsafe bytes.extracting(range).withUnsafeBufferPointer {
      unsafe String(decoding: $0, as: UTF8.self)
    }
  }

  /// Whether the bytes in `range` are those of `text`.
  public func matches(_ range: Range<Int>, _ text: borrowing [UInt8]) -> Bool {
    guard range.count == text.count else { return false }
    for index in 0..<text.count where bytes[range.lowerBound + index] != text[index] {
      return false
    }
    return true
  }

  /// An unsigned decimal with blanks before it; nil (and unmoved) where there is none or it is above
  /// 2^64 − 1.
  public mutating func unsigned() -> UInt64? {
    let start = position
    skipBlanks()
    var value: UInt64 = 0
    let first = position
    while position < bytes.count, case let digit = bytes[position] &- 0x30, digit < 10 {
      let (high, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = high.addingReportingOverflow(UInt64(digit))
      guard !overflow, !carry else {
        position = start
        return nil
      }
      value = sum
      position += 1
    }
    guard position > first else {
      position = start
      return nil
    }
    return value
  }

  /// A decimal with an optional sign.
  public mutating func signed() -> Int64? {
    let start = position
    skipBlanks()
    let negative = skip("-")
    if let magnitude = unsigned(), magnitude <= UInt64(Int64.max) {
      return negative ? -Int64(magnitude) : Int64(magnitude)
    }
    position = start
    return nil
  }

  /// A decimal with an optional sign and an optional fraction, such as a load average.
  public mutating func real() -> Double? {
    let start = position
    skipBlanks()
    let negative = skip("-")
    guard let whole = unsigned() else {
      position = start
      return nil
    }
    var value = Double(whole)
    if skip(".") {
      let first = position
      guard let fraction = unsigned() else { return negative ? -value : value }
      var scale = 1.0
      for _ in first..<position { scale *= 10 }
      value += Double(fraction) / scale
    }
    return negative ? -value : value
  }

  /// A hexadecimal number without prefix.
  public mutating func hexadecimal() -> UInt64? {
    let start = position
    var value: UInt64 = 0
    while position < bytes.count {
      let byte = bytes[position]
      let digit: UInt8
      switch byte {
      case 0x30...0x39: digit = byte - 0x30
      case 0x41...0x46: digit = byte - 0x37
      case 0x61...0x66: digit = byte - 0x57
      default:
        return position > start ? value : nil
      }
      guard value >> 60 == 0 else {
        position = start
        return nil
      }
      value = value << 4 | UInt64(digit)
      position += 1
    }
    return position > start ? value : nil
  }
}
