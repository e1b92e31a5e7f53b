extension JSONWriter {
  /// Writes a member with a time in UTC by RFC 3339, to the millisecond: "2026-11-21T14:30:44.250Z".
  ///
  /// - Parameter nanoseconds: realtime since 1970.
  public mutating func member(_ name: StaticString, time nanoseconds: UInt64) {
    key(name)
    string(Self.timestamp(nanoseconds))
  }

  static func timestamp(_ nanoseconds: UInt64) -> String {
    let milliseconds = nanoseconds / 1_000_000
    let seconds = milliseconds / 1000
    let (year, month, day) = date(daysSince1970: Int(seconds / 86_400))
    var text = ByteText(capacity: 24)
    text.append(padded: year, to: 4)
    text.append("-")
    text.append(padded: month, to: 2)
    text.append("-")
    text.append(padded: day, to: 2)
    text.append("T")
    text.append(padded: Int(seconds / 3600 % 24), to: 2)
    text.append(":")
    text.append(padded: Int(seconds / 60 % 60), to: 2)
    text.append(":")
    text.append(padded: Int(seconds % 60), to: 2)
    text.append(".")
    text.append(padded: Int(milliseconds % 1000), to: 3)
    text.append("Z")
    return String(decoding: text.bytes, as: UTF8.self)
  }

  /// The date in the Gregorian calendar. Years are counted from March, so that the leap day is the
  /// last of its year; 146,097 days are 400 years.
  private static func date(daysSince1970: Int) -> (year: Int, month: Int, day: Int) {
    let days = daysSince1970 + 719_468
    let era = days / 146_097
    let dayOfEra = days % 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }
}

extension ByteText {
  /// Writes a decimal with zeros before it.
  fileprivate mutating func append(padded value: Int, to width: Int) {
    var bound = 10
    for _ in 1..<width {
      if value < bound { append("0") }
      bound *= 10
    }
    append(unsigned: UInt64(value))
  }
}
