import NodeModel

/// A unit with the prefix that keeps one number short, for all numbers of a row.
struct ScaledUnit {
  /// "Gflop/s", "ns".
  let name: String
  private let factor: Double

  /// The prefix is that of `value`.
  init(for value: Double, in unit: BenchUnit) {
    let names = Self.names(of: unit)
    var factor = unit == .seconds ? 1e9 : 1
    var place = 0
    while (value * factor).magnitude >= 999.5, place < names.count - 1 {
      factor /= 1000
      place += 1
    }
    self.factor = factor
    name = names[place]
  }

  /// "101".
  func text(_ value: Double) -> String { Quantity.short(value * factor) }

  /// "95.3–107".
  func text(_ interval: BenchInterval) -> String {
    "\(text(interval.low))–\(text(interval.high))"
  }

  private static func names(of unit: BenchUnit) -> [String] {
    switch unit {
    case .flopPerSecond: ["", "k", "M", "G", "T", "P"].map { $0 + "flop/s" }
    case .operationsPerSecond: ["", "k", "M", "G", "T", "P"].map { $0 + "op/s" }
    case .bytesPerSecond: ["", "k", "M", "G", "T", "P"].map { $0 + "B/s" }
    case .hertz: ["", "k", "M", "G"].map { $0 + "Hz" }
    case .seconds: ["ns", "µs", "ms", "s"]
    }
  }
}
