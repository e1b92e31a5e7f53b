extension JSONWalker {
  /// Amounts stay below this, so that a double holds each of them.
  static let amountLimit: UInt64 = 1 << 53

  /// Passes over a number.
  @inline(__always)
  mutating func skipNumber() throws(JSONFault) {
    if skipUsualNumber() { return }
    try skipOtherNumber()
  }

  private mutating func skipOtherNumber() throws(JSONFault) {
    let start = offset
    var at = start
    if bytes[at] == 0x2D { at += 1 }
    if bytes[at] == 0x30, Self.isDigit(bytes[at + 1]) { throw JSONFault(.leadingZero, at: at) }
    at = try behindDigits(at)
    if bytes[at] == 0x2E { at = try behindDigits(at + 1) }
    if bytes[at] | 0x20 == 0x65 {
      at += 1
      if bytes[at] == 0x2B || bytes[at] == 0x2D { at += 1 }
      let exponent = at
      at = try behindDigits(at)
      // Other readers take what is beyond a double for infinite, or not at all.
      if at - exponent > 2 { _ = try slowNumber(start) }
    }
    if at - start > 200 { _ = try slowNumber(start) }
    try endScalar(at)
  }

  /// Passes over a number, which must be one, as `number` does.
  @inline(__always)
  mutating func skipAnyNumber() throws(JSONFault) {
    if skipUsualNumber() { return }
    guard token == 0x2D || Self.isDigit(token) else {
      throw JSONFault(.numberExpected, at: offset)
    }
    try skipOtherNumber()
  }

  /// Passes over true, false or null.
  mutating func skipWord() throws(JSONFault) {
    switch token {
    case 0x74: try word("true", length: 4)
    case 0x66: try word("false", length: 5)
    case 0x6E: try word("null", length: 4)
    default: throw JSONFault(.valueExpected, at: offset)
    }
  }

  /// Reads true or false.
  mutating func bool() throws(JSONFault) -> Bool {
    let isTrue = token == 0x74
    guard isTrue || token == 0x66 else { throw JSONFault(.boolExpected, at: offset) }
    try skipWord()
    return isTrue
  }

  /// Passes over a word that is known by its first letter.
  mutating func word(_ word: StaticString, length: Int) throws(JSONFault) {
    let start = offset
    for index in 0..<length {
      let letter = unsafe word.utf8Start[index]
      guard bytes[start + index] == letter else {
        throw JSONFault(.valueExpected, at: start + index)
      }
    }
    try endScalar(start + length)
  }

  /// Reads a number without fraction and exponent that is not negative.
  @inline(__always)
  mutating func whole() throws(JSONFault) -> UInt64 {
    if let value = usualWhole() { return value }
    return try otherWhole()
  }

  private mutating func otherWhole() throws(JSONFault) -> UInt64 {
    let start = offset
    let (value, end) = digits(start)
    // Sixteen digits are below 2^64 and so is what is made of them here.
    guard end > start, end - start <= 16, bytes[start] != 0x30 || end == start + 1 else {
      throw wholeFault(start)
    }
    guard bytes[end] != 0x2E, bytes[end] | 0x20 != 0x65 else { throw wholeFault(start) }
    guard value < Self.amountLimit else { throw JSONFault(.aboveLimit, at: start) }
    try endScalar(end)
    return value
  }

  /// Reads a whole number, or the digits of one that a double does not hold as a string.
  mutating func exactWhole() throws(JSONFault) -> UInt64 {
    guard token == 0x22 else { return try whole() }
    let text = try string()
    var value: UInt64 = 0
    for place in text.start..<text.end {
      guard Self.isDigit(bytes[place]) else { throw JSONFault(.notWhole, at: text.start) }
      let (tens, isBeyond) = value.multipliedReportingOverflow(by: 10)
      let (sum, isAbove) = tens.addingReportingOverflow(UInt64(bytes[place] - 0x30))
      guard !isBeyond, !isAbove else { throw JSONFault(.numberTooLarge, at: text.start) }
      value = sum
    }
    guard text.end > text.start else { throw JSONFault(.notWhole, at: text.start) }
    return value
  }

  /// Why there is no whole number.
  private func wholeFault(_ start: Int) -> JSONFault {
    let isNegative = bytes[start] == 0x2D
    var at = isNegative ? start + 1 : start
    guard Self.isDigit(bytes[at]) else { return JSONFault(.numberExpected, at: at) }
    if bytes[at] == 0x30, Self.isDigit(bytes[at + 1]) { return JSONFault(.leadingZero, at: at) }
    while Self.isDigit(bytes[at]) { at += 1 }
    if at >= limit { return JSONFault(.endsEarly, at: at) }
    if bytes[at] == 0x2E || bytes[at] | 0x20 == 0x65 { return JSONFault(.notWhole, at: start) }
    return JSONFault(isNegative ? .negative : .aboveLimit, at: start)
  }

  /// Reads a number; one beyond the range of a double is refused.
  @inline(__always)
  mutating func number() throws(JSONFault) -> Double {
    if let value = usualNumber() { return value }
    return try shortNumber()
  }

  private mutating func shortNumber() throws(JSONFault) -> Double {
    let start = offset
    let isNegative = bytes[start] == 0x2D
    let first = isNegative ? start + 1 : start
    var (mantissa, end) = digits(first)
    let whole = end - first
    var places = 0
    if bytes[end] == 0x2E {
      let (fraction, behind) = digits(end + 1)
      places = behind - end - 1
      // Modulo 2^64 where there are too many; then it is not taken.
      mantissa = mantissa &* Self.power(places) &+ fraction
      end = places > 0 ? behind : start
    }
    var exponent = -places
    if bytes[end] | 0x20 == 0x65 {
      let isDown = bytes[end + 1] == 0x2D
      let at = isDown || bytes[end + 1] == 0x2B ? end + 2 : end + 1
      let (power, behind) = digits(at)
      exponent += isDown ? -Int(power & 0xFFFF) : Int(power & 0xFFFF)
      end = (1...4).contains(behind - at) ? behind : start
    }
    guard end > start, whole > 0, whole + places <= 19, bytes[first] != 0x30 || whole == 1,
      abs(exponent) <= DecimalRounding.exponentLimit
    else { return try otherNumber() }
    try endScalar(end)
    guard mantissa < Self.amountLimit, abs(exponent) <= 19 else {
      let value = DecimalRounding.double(mantissa, exponent: exponent)
      return isNegative ? -value : value
    }
    // Both are exact as doubles, so that their product or quotient is rounded once (Clinger 1990).
    let scale = Double(Self.power(abs(exponent)))
    let value = exponent < 0 ? Double(mantissa) / scale : Double(mantissa) * scale
    return isNegative ? -value : value
  }

  /// Reads a number of many digits or far from 1, or finds out that it is none.
  private mutating func otherNumber() throws(JSONFault) -> Double {
    let start = offset
    guard token == 0x2D || Self.isDigit(token) else { throw JSONFault(.numberExpected, at: start) }
    try skipOtherNumber()
    return try slowNumber(start)
  }

  private func slowNumber(_ start: Int) throws(JSONFault) -> Double {
    var end = start
    while Self.isDigit(bytes[end]) || bytes[end] == 0x2D || bytes[end] == 0x2B
      || bytes[end] == 0x2E || bytes[end] | 0x20 == 0x65
    { end += 1 }
    let text = text(JSONText(start: start, end: end, hasEscapes: false))
    guard let value = Double(text), value.isFinite else {
      throw JSONFault(.numberTooLarge, at: start)
    }
    return value
  }

  /// The digits from a byte on as a number, modulo 2^64, and the place behind them, eight at a time.
  @inline(__always)
  func digits(_ start: Int) -> (value: UInt64, end: Int) {
    var value: UInt64 = 0
    var at = start
    while true {
      let word = eightBytes(at) ^ 0x3030_3030_3030_3030
      let count = Self.digitCount(word)
      if count == 0 { return (value, at) }
      value = value &* Self.power(count) &+ Self.eight(word << UInt64(64 - 8 * count))
      at += count
      if count < 8 { return (value, at) }
    }
  }

  /// How many of the eight bytes from a place on are digits before another one comes.
  @inline(__always)
  private func digitCount(_ offset: Int) -> Int {
    Self.digitCount(eightBytes(offset) ^ 0x3030_3030_3030_3030)
  }

  /// How many bytes of a word, from the lowest on, are below ten.
  @inline(__always)
  private static func digitCount(_ word: UInt64) -> Int {
    let others = (word &+ 0x7676_7676_7676_7676 | word) & 0x8080_8080_8080_8080
    return others.trailingZeroBitCount >> 3
  }

  /// Eight bytes as a word, the first one lowest. They are within the bytes, or the program stops.
  @inline(__always)
  func eightBytes(_ offset: Int) -> UInt64 { bytes.word(at: offset) }

  /// A power of ten, from 10^0 to 10^19.
  @inline(__always)
  static func power(_ exponent: Int) -> UInt64 {
    // A table in the code, as the compiler makes it.
    switch exponent {
    case 0: 1
    case 1: 10
    case 2: 100
    case 3: 1_000
    case 4: 10_000
    case 5: 100_000
    case 6: 1_000_000
    case 7: 10_000_000
    case 8: 100_000_000
    case 9: 1_000_000_000
    case 10: 10_000_000_000
    case 11: 100_000_000_000
    case 12: 1_000_000_000_000
    case 13: 10_000_000_000_000
    case 14: 100_000_000_000_000
    case 15: 1_000_000_000_000_000
    case 16: 10_000_000_000_000_000
    case 17: 100_000_000_000_000_000
    case 18: 1_000_000_000_000_000_000
    default: 10_000_000_000_000_000_000
    }
  }

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  @inline(__always)
  private func behindDigits(_ start: Int) throws(JSONFault) -> Int {
    var at = start
    while true {
      let count = digitCount(at)
      at += count
      if count < 8 { break }
    }
    guard at > start else { throw JSONFault(.digitExpected, at: at) }
    return at
  }

  /// After a number or a word comes a token or a blank.
  @inline(__always)
  private mutating func endScalar(_ end: Int) throws(JSONFault) {
    guard end < limit else { throw JSONFault(.endsEarly, at: limit) }
    switch bytes[end] {
    case 0x2C, 0x7D, 0x5D, 0x20, 0x09, 0x0A, 0x0D: advance()
    default: throw JSONFault(.valueExpected, at: end)
    }
  }
}
