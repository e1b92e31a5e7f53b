import NodeModel

/// Numbers as people read them: three digits and a unit.
enum Quantity {
  /// "2.70 GB", in powers of a thousand.
  static func bytes(_ value: Double) -> String {
    scaled(value, 1000, ["B", "kB", "MB", "GB", "TB", "PB"])
  }

  /// "2.70 GB/s".
  static func rate(_ value: Double) -> String {
    bytes(value) + "/s"
  }

  /// "217 Gflop/s", "28.1 GB/s", "3.67 GHz", "1.09 ns".
  static func scaled(_ value: Double, in unit: BenchUnit) -> String {
    switch unit {
    case .flopPerSecond: scaled(value, 1000, ["", "k", "M", "G", "T", "P"].map { $0 + "flop/s" })
    case .operationsPerSecond:
      scaled(value, 1000, ["", "k", "M", "G", "T", "P"].map { $0 + "op/s" })
    case .bytesPerSecond: rate(value)
    case .hertz: scaled(value, 1000, ["", "k", "M", "G"].map { $0 + "Hz" })
    case .seconds: time(value)
    }
  }

  /// "1.09 ns", "12.4 µs", "3.50 ms", "2.00 s".
  static func time(_ seconds: Double) -> String {
    seconds < 1
      ? scaled(seconds * 1e9, 1000, ["ns", "µs", "ms", "s"]) : short(seconds) + " s"
  }

  /// "3.83 GiB", in powers of 1,024, as memory comes.
  static func memory(_ value: Double) -> String {
    scaled(value, 1024, ["B", "KiB", "MiB", "GiB", "TiB", "PiB"])
  }

  /// "75 %", and "3.1 %" where that is little.
  static func percent(_ ratio: Double) -> String {
    fixed(ratio * 100, ratio < 0.0995 ? 1 : 0) + " %"
  }

  /// "55 d 22 h", "3 h 20 min", "12 s".
  static func duration(_ seconds: Double) -> String {
    let whole = Int(max(0, min(seconds, 1e12)))
    let (days, hours, minutes) = (whole / 86_400, whole / 3600 % 24, whole / 60 % 60)
    if days > 0 { return "\(days) d \(hours) h" }
    if hours > 0 { return "\(hours) h \(minutes) min" }
    return minutes > 0 ? "\(minutes) min" : "\(whole) s"
  }

  /// A decimal with so many places.
  static func fixed(_ value: Double, _ places: Int) -> String {
    guard value.isFinite, value.magnitude < 1e15 else { return value.description }
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let digits = String(Int((value.magnitude * scale).rounded()))
    let sign = value < 0 && digits.contains { $0 != "0" } ? "-" : ""
    guard places > 0 else { return sign + digits }
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    return sign + padded.dropLast(places) + "." + padded.suffix(places)
  }

  /// Three digits.
  static func short(_ value: Double) -> String {
    fixed(value, value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2)
  }

  /// Three digits with the unit that keeps them short.
  static func scaled(_ value: Double, _ base: Double, _ units: [String]) -> String {
    var rest = value
    var unit = 0
    while rest.magnitude >= base * 0.9995, unit < units.count - 1 {
      rest /= base
      unit += 1
    }
    let isWhole = unit == 0 && units[0] == "B"
    return (isWhole ? fixed(rest, 0) : short(rest)) + " " + units[unit]
  }
}
