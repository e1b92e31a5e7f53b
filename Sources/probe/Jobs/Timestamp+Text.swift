import NodeModel

extension Timestamp {
  /// "2026-11-21T21:22:44.250Z", of nanoseconds since 1970.
  static func millisecond(_ nanoseconds: UInt64) -> String {
    let (date, time) = parts(nanoseconds)
    let fraction = String(nanoseconds / 1_000_000 % 1000)
    return date + "T" + time + "." + String(repeating: "0", count: 3 - fraction.count) + fraction
      + "Z"
  }

  /// "2026-11-21 21:22".
  static func minute(_ nanoseconds: UInt64) -> String {
    let (date, time) = parts(nanoseconds)
    return date + " " + time.prefix(5)
  }

  private static func parts(_ nanoseconds: UInt64) -> (date: String, time: String) {
    let seconds = Int(nanoseconds / 1_000_000_000)
    let date = CivilDate(daysSince1970: seconds / 86_400)
    let time = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60]
    return (
      "\(date.year)-\(twoDigits(date.month))-\(twoDigits(date.day))",
      time.map(twoDigits).joined(separator: ":")
    )
  }

  private static func twoDigits(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }
}
