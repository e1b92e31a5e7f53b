/// Numbers for people: three significant digits, groups of thousands, signs and no-break spaces.
enum Figure {
  /// Between a number and its unit.
  static let space = "\u{202F}"

  /// "12.3", "1,230", "0.0123", "−4.00": so many significant digits, and no fewer before the point.
  static func significant(_ value: Double, digits: Int = 3) -> String {
    guard value.isFinite else { return "–" }
    guard value != 0 else { return "0" }
    var places = digits - 1
    var size = value.magnitude
    while size >= 10 {
      size /= 10
      places -= 1
    }
    while size < 1, places < 15 {
      size *= 10
      places += 1
    }
    // Counted on what is printed: 9.996 is 10.0 with three digits.
    let unit = (1..<digits).reduce(1.0) { product, _ in product * 10 }
    if (size * unit).rounded() >= unit * 10 { places -= 1 }
    return fixed(value, max(0, places))
  }

  /// A decimal with so many places and commas between thousands.
  static func fixed(_ value: Double, _ places: Int) -> String {
    guard value.isFinite, value.magnitude < 1e18 else { return value.description }
    let power = (0..<max(0, places)).reduce(1.0) { product, _ in product * 10 }
    let whole = value.magnitude * power
    guard whole < 9e18 else { return (value < 0 ? "−" : "") + String(Int64(value.magnitude)) }
    let digits = String(UInt64(whole.rounded()))
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let sign = value < 0 && digits.contains { $0 != "0" } ? "−" : ""
    let split = padded.index(padded.endIndex, offsetBy: -max(0, places))
    let fraction = places > 0 ? "." + padded[split...] : ""
    return sign + grouped(padded[..<split]) + fraction
  }

  /// "1,235", "0.90", "0.0012": money to the cent where it is below a thousand.
  static func money(_ value: Double) -> String {
    switch value.magnitude {
    case 0, 0.01..<999.995: fixed(value, 2)
    case 999.995...: fixed(value, 0)
    default: significant(value, digits: 2)
    }
  }

  /// "10,000".
  static func whole(_ value: some BinaryInteger) -> String {
    (value < 0 ? "−" : "") + grouped(Substring(String(value.magnitude)))
  }

  /// "1 more site", "31 more sites".
  static func moreSites(_ count: Int) -> String {
    "\(whole(count)) more \(count == 1 ? "site" : "sites")"
  }

  /// "98.7 %"; never rounded up to all or down to nothing.
  static func percent(_ ratio: Double) -> String {
    let percent = ratio * 100
    if percent == 0 || percent == 100 { return fixed(percent, 0) + space + "%" }
    if percent.magnitude < 0.05 { return (percent < 0 ? ">−0.1" : "<0.1") + space + "%" }
    if percent > 99.95 && percent < 100 { return ">99.9" + space + "%" }
    return fixed(percent, percent.magnitude < 99.95 ? 1 : 0) + space + "%"
  }

  /// "3 d 4 h", "5 h 10 min", "20 min".
  static func duration(_ seconds: Int64) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60)
    if days > 0 { return hours > 0 ? "\(days) d \(hours) h" : "\(days) d" }
    if hours > 0 { return minutes > 0 ? "\(hours) h \(minutes) min" : "\(hours) h" }
    return "\(minutes) min"
  }

  /// "12.3 MWh" with the prefix that suits the number.
  static func scaled(_ value: Double, _ steps: [(unit: String, size: Double)]) -> String {
    let step = Scale.step(for: value, steps)
    return significant(value / step.size) + space + step.unit
  }

  private static func grouped(_ digits: Substring) -> String {
    var text = ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }
}
