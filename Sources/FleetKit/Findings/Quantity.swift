internal import Glibc

/// Numbers for people: three significant digits, with prefixes where the unit takes them.
enum Quantity {
  /// "4.71 Tflop/s", "118 ns", "0.620" where there is no unit.
  static func text(_ value: Double, _ unit: String) -> String {
    let scale = BenchmarkScale(unit, for: value)
    return digits(value / scale.size) + (scale.unit.isEmpty ? "" : " " + scale.unit)
  }

  /// Signed, with one decimal: "−8.1 %".
  static func percent(_ share: Double) -> String {
    guard share.isFinite, abs(share) < 1e12 else { return "\(share)" }
    let tenths = Int((abs(share) * 1000).rounded())
    let sign = tenths == 0 ? "" : share < 0 ? "−" : "+"
    return "\(sign)\(tenths / 10).\(tenths % 10) %"
  }

  /// Three significant digits, without an exponent where that is readable.
  static func digits(_ value: Double) -> String {
    guard let (significant, magnitude) = rounded(value) else {
      return value == 0 ? "0" : "\(value)"
    }
    guard (-4...14).contains(magnitude) else { return "\(value)" }
    let sign = value < 0 ? "−" : ""
    if magnitude >= 2 { return sign + significant + String(repeating: "0", count: magnitude - 2) }
    if magnitude >= 0 {
      return sign + significant.prefix(magnitude + 1) + "." + significant.dropFirst(magnitude + 1)
    }
    return sign + "0." + String(repeating: "0", count: -magnitude - 1) + significant
  }

  /// The first three digits and the power of ten of the first one; nil where there are none.
  private static func rounded(_ value: Double) -> (significant: String, magnitude: Int)? {
    guard abs(value) > 1e-290, abs(value) < 1e290 else { return nil }
    let magnitude = Int(log10(abs(value)).rounded(.down))
    let three = (abs(value) * pow(10, Double(2 - magnitude))).rounded()
    return three >= 1000 ? ("100", magnitude + 1) : ("\(Int(three))", magnitude)
  }
}
