/// Times in UTC as RFC 3339 writes them.
public enum Timestamp {
  /// Nanoseconds since 1970 of a text such as "2026-11-21T14:30:44.250Z", its fraction of up to nine digits
  /// or none; nil where the text is another, before 1970 or after 2500.
  public static func nanoseconds(of text: String) -> UInt64? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes.count <= 30, bytes.last == 0x5A else { return nil }
    for (place, mark) in [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":")] as [(Int, Character)]
    {
      guard bytes[place] == mark.asciiValue else { return nil }
    }
    guard let year = number(bytes[0..<4]), let month = number(bytes[5..<7]),
      let day = number(bytes[8..<10]), let hour = number(bytes[11..<13]),
      let minute = number(bytes[14..<16]), let second = number(bytes[17..<19]),
      let days = CivilDate.days(since1970: year, month, day), (1970...2500).contains(year),
      hour < 24, minute < 60, second < 60
    else { return nil }
    let seconds = ((days * 24 + hour) * 60 + minute) * 60 + second
    guard let fraction = fraction(bytes[19..<(bytes.count - 1)]) else { return nil }
    return UInt64(seconds) * 1_000_000_000 + UInt64(fraction)
  }

  /// Nanoseconds of "" or ".250".
  private static func fraction(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard let point = bytes.first else { return 0 }
    let digits = bytes.dropFirst()
    guard point == 0x2E, !digits.isEmpty, digits.count <= 9, let value = number(digits) else {
      return nil
    }
    return (digits.count..<9).reduce(value) { value, _ in value * 10 }
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for digit in digits {
      guard digit >= 0x30, digit <= 0x39 else { return nil }
      value = value * 10 + Int(digit - 0x30)
    }
    return value
  }
}
