/// Times as people write them: `500ms`, `1s`, `10m`, `48h`, `30d`; a bare number is seconds.
public enum TimeSpan {
  private static let units: [(suffix: String, nanoseconds: UInt64)] = [
    ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ("d", 86_400_000_000_000),
  ]

  /// Nanoseconds; nil where the text is no time.
  public static func nanoseconds(_ text: String) -> UInt64? {
    let unit = units.first { text.hasSuffix($0.suffix) }
    let digits = text.dropLast(unit?.suffix.count ?? 0)
    guard let number = Double(digits), number.isFinite, number >= 0 else { return nil }
    let time = number * Double(unit?.nanoseconds ?? 1_000_000_000)
    guard time < 1e18 else { return nil }
    return UInt64(time.rounded())
  }

  /// The shortest text that reads back as the same time.
  public static func text(_ nanoseconds: UInt64) -> String {
    if nanoseconds == 0 { return "0" }
    for unit in units.reversed() where nanoseconds >= unit.nanoseconds {
      if nanoseconds % unit.nanoseconds == 0 {
        return "\(nanoseconds / unit.nanoseconds)\(unit.suffix)"
      }
    }
    return "\(Double(nanoseconds) / 1e9)s"
  }
}
