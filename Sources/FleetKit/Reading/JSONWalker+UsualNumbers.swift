internal import NodeModel

/// Numbers as programs write them. The index says where each ends, so that its digits are taken from there backwards,
/// eight at a time, and nothing has to be searched.
extension JSONWalker {
  /// Reads a whole number of up to sixteen digits below 2^53; nil, with nothing passed over, where there is anything
  /// else, which may be right all the same.
  @inline(__always)
  mutating func usualWhole() -> UInt64? {
    guard let end = scalarEnd, Self.isClosing(bytes[end]), let value = amount(to: end) else {
      return nil
    }
    advance()
    return value
  }

  /// Reads a number with a point and perhaps an exponent of two digits; nil, with nothing passed over, where there is
  /// anything else, which may be right all the same.
  @inline(__always)
  mutating func usualNumber() -> Double? {
    guard var end = scalarEnd, Self.isClosing(bytes[end]) else { return nil }
    let start = offset
    guard end - start > 4 else { return nil }
    var exponent = 0
    if bytes[end &- 4] | 0x20 == 0x65 {
      guard let power = self.exponent(to: end) else { return nil }
      exponent = power
      end &-= 4
    }
    var places = Self.bytes(behindPointIn: bytes.word(at: end &- 8))
    if places == 8 { places &+= Self.bytes(behindPointIn: bytes.word(at: end &- 16)) }
    let point = end &- places &- 1
    guard point > start, bytes[point] == 0x2E, point &- start &+ places <= 19,
      bytes[start] != 0x30 || point == start &+ 1,
      let whole = digits(start, point), let fraction = digits(point &+ 1, end)
    else { return nil }
    exponent &-= places
    guard exponent >= -DecimalRounding.exponentLimit, exponent <= DecimalRounding.exponentLimit
    else { return nil }
    advance()
    let mantissa = whole &* Self.power(places) &+ fraction
    guard mantissa < Self.amountLimit, exponent >= -19, exponent <= 0 else {
      return DecimalRounding.double(mantissa, exponent: exponent)
    }
    // Both are exact as doubles, so that their quotient is rounded once (Clinger 1990).
    return Double(Int64(bitPattern: mantissa)) / Double(Self.power(-exponent))
  }

  /// Passes over a number without a sign, perhaps with an exponent of two digits; false, with nothing passed over, where
  /// there is anything else, which may be right all the same.
  @inline(__always)
  mutating func skipUsualNumber() -> Bool {
    let start = offset
    guard start >= 24, var end = offsetBehind, Self.isClosing(bytes[end]) else { return false }
    if end &- start > 4, bytes[end &- 4] | 0x20 == 0x65 {
      guard exponent(to: end) != nil else { return false }
      end &-= 4
    }
    let length = end &- start
    guard length <= 24 else { return false }
    // A bit for each byte that is no digit, the first one lowest, and one behind the last.
    let others =
      Self.others(bytes.word(at: end &- 24)) | Self.others(bytes.word(at: end &- 16)) &<< 8
      | Self.others(bytes.word(at: end &- 8)) &<< 16 | 1 &<< 24
    let marks = others &>> UInt64(truncatingIfNeeded: 24 &- length)
    let whole = marks.trailingZeroBitCount
    guard whole > 0, bytes[start] != 0x30 || whole == 1 else { return false }
    if whole < length {
      let behind = marks & (marks &- 1)
      guard behind.trailingZeroBitCount == length, whole &+ 1 < length,
        bytes[start &+ whole] == 0x2E
      else { return false }
    }
    advance()
    return true
  }

  /// A bit for each of eight bytes that is no digit.
  @inline(__always)
  private static func others(_ word: UInt64) -> UInt64 {
    let values = word ^ zeros
    let others = (values &+ 0x7676_7676_7676_7676 | values) & 0x8080_8080_8080_8080
    // The product brings the lowest bit of each byte into the highest one.
    return ((others &>> 7) &* 0x0102_0408_1020_4080) &>> 56
  }

  /// Reads twelve amounts or nulls as they are written without blanks; which of them are amounts, a bit each. Nil where
  /// there is anything else: then some of it was passed over. There must be 26 tokens.
  @inline(__always)
  mutating func usualSlots(into slots: inout HourSlots) -> UInt16? {
    guard token == 0x5B else { return nil }
    advance()
    var known: UInt16 = 0
    for slot in 0..<HourSlots.count {
      guard let end = scalarEnd, bytes[end] == (slot == HourSlots.count - 1 ? 0x5D : 0x2C) else {
        return nil
      }
      if let amount = amount(to: end) {
        slots[slot] = amount
        known |= 1 &<< UInt16(truncatingIfNeeded: slot)
      } else if end - offset == 4, bytes.word(at: end &- 8) &>> 32 == Self.null {
        slots[slot] = 0
      } else {
        return nil
      }
      advance()
      advance()
    }
    return known
  }

  /// Reads true or false; nil, with nothing passed over, where there is anything else.
  @inline(__always)
  mutating func usualBool() -> Bool? {
    guard let end = scalarEnd, Self.isClosing(bytes[end]) else { return nil }
    let length = end - offset
    let word = bytes.word(at: end &- 8)
    let isTrue = length == 4 && word &>> 32 == Self.true
    guard isTrue || length == 5 && word &>> 24 == Self.false else { return nil }
    advance()
    return isTrue
  }

  private static var null: UInt64 { 0x6C6C_756E }
  private static var `true`: UInt64 { 0x6575_7274 }
  private static var `false`: UInt64 { 0x65_736C_6166 }

  /// Where the next value ends if no blank follows; nil where it may be the last, or where there are not sixteen bytes
  /// before it that may be looked at.
  private var scalarEnd: Int? {
    @inline(__always) get { offset >= 16 ? offsetBehind : nil }
  }

  @inline(__always)
  private static func isClosing(_ byte: UInt8) -> Bool {
    byte == 0x2C || byte == 0x7D || byte == 0x5D
  }

  /// The exponent of a sign and two digits that ends at a byte; nil where it is of another form.
  @inline(__always)
  private func exponent(to end: Int) -> Int? {
    let (sign, tens, ones) = (
      bytes[end &- 3], bytes[end &- 2] &- 0x30, bytes[end &- 1] &- 0x30
    )
    guard sign == 0x2D || sign == 0x2B, tens < 10, ones < 10 else { return nil }
    let power = Int(tens) &* 10 &+ Int(ones)
    return sign == 0x2D ? -power : power
  }

  /// The whole number from the next token to a byte; nil where it is none, or too large.
  @inline(__always)
  private func amount(to end: Int) -> UInt64? {
    let start = offset
    guard let value = digits(start, end), value < Self.amountLimit,
      bytes[start] != 0x30 || end == start &+ 1
    else { return nil }
    return value
  }

  /// The number that one to sixteen digits are; nil where anything else stands there. Sixteen bytes before the end may
  /// be looked at.
  @inline(__always)
  private func digits(_ start: Int, _ end: Int) -> UInt64? {
    let length = end &- start
    guard length > 0, length <= 16 else { return nil }
    let low = bytes.word(at: end &- 8) ^ Self.zeros
    if length <= 8 {
      let digits = low & UInt64.max &<< UInt64(truncatingIfNeeded: 8 &* (8 &- length))
      return Self.areDigits(digits) ? Self.eight(digits) : nil
    }
    let high =
      (bytes.word(at: end &- 16) ^ Self.zeros)
      & UInt64.max &<< UInt64(truncatingIfNeeded: 8 &* (16 &- length))
    guard Self.areDigits(low), Self.areDigits(high) else { return nil }
    return Self.eight(high) &* 100_000_000 &+ Self.eight(low)
  }

  private static var zeros: UInt64 { 0x3030_3030_3030_3030 }

  @inline(__always)
  private static func areDigits(_ values: UInt64) -> Bool {
    (values &+ 0x7676_7676_7676_7676 | values) & 0x8080_8080_8080_8080 == 0
  }

  /// Eight digits, whose values stand side by side, as a number: they become pairs, then fours, then one.
  @inline(__always)
  static func eight(_ values: UInt64) -> UInt64 {
    let pairs = values &* 10 &+ values &>> 8
    return
      ((pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
      &+ (pairs &>> 16 & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001) &>> 32
  }

  /// How many bytes of a word stand behind the last point in it; eight where there is none. A slash may be taken for
  /// a point.
  @inline(__always)
  private static func bytes(behindPointIn word: UInt64) -> Int {
    let others = word ^ 0x2E2E_2E2E_2E2E_2E2E
    let points = (others &- 0x0101_0101_0101_0101) & ~others & 0x8080_8080_8080_8080
    return points.leadingZeroBitCount &>> 3
  }
}
