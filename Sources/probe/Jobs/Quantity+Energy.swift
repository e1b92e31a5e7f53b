import NodeModel

/// Energy and what follows from it, for people.
extension Quantity {
  /// "2.24 mJ", "2.55 J", "1.20 MJ".
  static func energy(microjoules: UInt64) -> String {
    guard microjoules == 0 || microjoules >= 100_000 else {
      return scaled(Double(microjoules), 1000, ["µJ", "mJ"])
    }
    return scaled(Double(microjoules) / 1e6, 1000, ["J", "kJ", "MJ", "GJ", "TJ"])
  }

  /// "1.02 mWh", "342 Wh", "1.20 kWh".
  static func wattHours(microjoules: UInt64) -> String {
    scaled(Double(microjoules) / 3.6e6, 1000, ["mWh", "Wh", "kWh", "MWh", "GWh"])
  }

  /// "310 W", "2.36 W".
  static func power(_ watts: Double) -> String {
    short(watts) + " W"
  }

  /// "0.45 µg", "0.64 mg", "12.3 g", "1.20 kg" of carbon dioxide and what equals it.
  static func carbon(_ grams: Double) -> String {
    if grams > 0, grams < 1e-4 { return scaled(grams * 1e6, 1000, ["µg", "mg"]) }
    return scaled(grams * 1000, 1000, ["mg", "g", "kg", "t"])
  }

  /// How far the truth may lie from a job's energy: "±5.0 %" where that is the same to both sides, else
  /// "0.72-13.1 J".
  static func range(_ totals: JobTotals) -> String {
    let energy = Double(totals.energy)
    let (below, above) = (energy - Double(totals.low), Double(totals.high) - energy)
    guard energy > 0 else {
      return totals.high > 0 ? "up to " + Quantity.energy(microjoules: totals.high) : ""
    }
    if abs(below - above) <= max(2, 0.01 * max(below, above)) {
      return "±" + percent(max(below, above) / energy)
    }
    let high = Quantity.energy(microjoules: totals.high)
    let unit = high.split(separator: " ").last.map(String.init) ?? "J"
    let scales: [String: Double] = [
      "µJ": 1e-6, "mJ": 1e-3, "kJ": 1e3, "MJ": 1e6, "GJ": 1e9, "TJ": 1e12,
    ]
    let scale = scales[unit] ?? 1
    return short(Double(totals.low) / 1e6 / scale) + "–" + high
  }
}
