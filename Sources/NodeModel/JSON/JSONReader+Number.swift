extension JSONReader {
  /// Reads a number. One beyond the range of a double is an error, one too small is 0.
  public mutating func number() throws(JSONError) -> Double {
    let range = try numberRange().range
    guard let value = Double(text(range)), value.isFinite else {
      throw JSONError(at: range.lowerBound, "the number is too large")
    }
    return value
  }

  /// Reads a number without fraction and exponent.
  public mutating func integer() throws(JSONError) -> Int {
    let (range, isInteger) = try numberRange()
    guard isInteger else { throw JSONError(at: range.lowerBound, "an integer expected") }
    guard let value = Int(text(range)) else {
      throw JSONError(at: range.lowerBound, "the integer is too large")
    }
    return value
  }

  /// Passes over a number as RFC 8259 section 6 has it.
  private mutating func numberRange() throws(JSONError) -> (range: Range<Int>, isInteger: Bool) {
    skipSpace()
    let start = position
    var isInteger = true
    if peek == 0x2D { position += 1 }
    let first = position
    try skipDigits()
    guard bytes[first] != 0x30 || position == first + 1 else {
      throw JSONError(at: first, "a number begins with 0")
    }
    if peek == 0x2E {
      isInteger = false
      position += 1
      try skipDigits()
    }
    if peek == 0x65 || peek == 0x45 {
      isInteger = false
      position += 1
      if peek == 0x2B || peek == 0x2D { position += 1 }
      try skipDigits()
    }
    guard position - start <= 1024 else { throw JSONError(at: start, "the number is too long") }
    return (start..<position, isInteger)
  }

  private mutating func skipDigits() throws(JSONError) {
    let first = position
    while let byte = peek, byte >= 0x30, byte <= 0x39 { position += 1 }
    guard position > first else { throw JSONError(at: position, "a digit expected") }
  }

  private func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }
}
