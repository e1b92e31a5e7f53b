/// What the readers of documents say about members that are missing.
extension Optional {
  /// The value; an error that names the member where there is none.
  public func required(_ name: StaticString, in start: Int) throws(JSONError) -> Wrapped {
    guard let self else { throw JSONError(at: start, "the member \"\(name)\" is missing") }
    return self
  }
}

extension JSONReader {
  /// Where the next value begins.
  mutating func start() -> Int {
    skipSpace()
    return position
  }

  /// Reads an array of values that are all read the same way.
  public mutating func list<Value>(
    _ element: (inout JSONReader) throws(JSONError) -> Value
  ) throws(JSONError) -> [Value] {
    var values: [Value] = []
    try array { reader throws(JSONError) in values.append(try element(&reader)) }
    return values
  }

  /// Reads an integer that is not negative.
  public mutating func count() throws(JSONError) -> Int {
    let start = start()
    let value = try integer()
    guard value >= 0 else { throw JSONError(at: start, "the number is negative") }
    return value
  }

  /// Reads a word of an enumeration.
  mutating func word<Word: RawRepresentable<String>>(
    _ type: Word.Type
  ) throws(JSONError) -> Word {
    let start = start()
    let text = try string()
    guard let word = Word(rawValue: text) else {
      throw JSONError(at: start, "\"\(text.prefix(40))\" is not known here")
    }
    return word
  }

  /// Reads an integer above 0.
  mutating func positiveInteger() throws(JSONError) -> Int {
    let start = start()
    let value = try integer()
    guard value > 0 else { throw JSONError(at: start, "the number is not above 0") }
    return value
  }

  /// Reads a number within a range.
  mutating func number(in range: ClosedRange<Double>) throws(JSONError) -> Double {
    let start = start()
    let value = try number()
    guard range.contains(value) else {
      throw JSONError(
        at: start, "the number is not between \(range.lowerBound) and \(range.upperBound)")
    }
    return value
  }

  /// Reads a time in UTC by RFC 3339, as nanoseconds since 1970.
  public mutating func time() throws(JSONError) -> UInt64 {
    let start = start()
    guard let time = Timestamp.nanoseconds(of: try string()) else {
      throw JSONError(at: start, "not a time in UTC such as 2026-11-21T14:30:44Z")
    }
    return time
  }
}
