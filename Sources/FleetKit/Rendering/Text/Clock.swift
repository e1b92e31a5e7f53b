internal import NodeModel

/// Times for people: ISO 8601, UTC.
enum Clock {
  /// "2026-11-21".
  static func day(_ seconds: Int64) -> String {
    let date = CivilDate(daysSince1970: Int(max(0, seconds) / 86_400))
    return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
  }

  /// "14:30".
  static func hour(_ seconds: Int64) -> String {
    let seconds = max(0, seconds)
    return "\(padded(Int(seconds / 3600 % 24), 2)):\(padded(Int(seconds / 60 % 60), 2))"
  }

  /// "2026-11-21 14:30".
  static func minute(_ seconds: Int64) -> String { day(seconds) + " " + hour(seconds) }

  /// "2026-11-21T14:30:00Z".
  static func stamp(_ seconds: Int64) -> String {
    let time = Int(max(0, seconds))
    let date = CivilDate(daysSince1970: time / 86_400)
    guard date.year < 10_000 else {
      return day(seconds) + "T" + hour(seconds) + ":" + padded(time % 60, 2) + "Z"
    }
    // There are many of these: all digits at once, not eleven texts.
    var bytes = Array("0000-00-00T00:00:00Z".utf8)
    func put(_ value: Int, at place: Int) {
      bytes[place] += UInt8(value / 10 % 10)
      bytes[place + 1] += UInt8(value % 10)
    }
    put(date.year / 100, at: 0)
    put(date.year, at: 2)
    put(date.month, at: 5)
    put(date.day, at: 8)
    put(time / 3600 % 24, at: 11)
    put(time / 60 % 60, at: 14)
    put(time % 60, at: 17)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The first of the month of a time, and that of the month after, in seconds since 1970.
  static func month(of seconds: Int64) -> Range<Int64> {
    let days = Int(max(0, seconds) / 86_400)
    let first = days - CivilDate(daysSince1970: days).day + 1
    var next = first + 28
    while CivilDate(daysSince1970: next).day != 1 { next += 1 }
    return Int64(first) * 86_400..<Int64(next) * 86_400
  }

  private static func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
