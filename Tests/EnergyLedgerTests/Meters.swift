import NodeModel

extension Meter {
  /// A powercap counter in microjoules.
  static func rapl(
    _ device: String = "0", _ domain: EnergyDomain = .package, range: UInt64 = 262_143_328_850,
    watts: UInt64 = 500, bounds: EnergyBounds = .exact
  ) -> Meter {
    Meter(
      source: "rapl", domain: domain, device: device,
      kind: .counter(CounterScale(range: range)), tier: .components, bounds: bounds,
      maximumMicrowatts: watts * 1_000_000)
  }

  /// A meter at the wall that counts microjoules and never wraps.
  static func plug(bounds: EnergyBounds = .exact) -> Meter {
    Meter(
      source: "plug", domain: .wall, device: "0", kind: .counter(CounterScale()), tier: .wall,
      bounds: bounds, maximumMicrowatts: 4_000_000_000)
  }

  /// The platform's own sum, in microjoules; it never wraps.
  static func platform() -> Meter {
    Meter(
      source: "rapl", domain: .psys, device: "0", kind: .counter(CounterScale()),
      tier: .components, bounds: .exact, maximumMicrowatts: 4_000_000_000)
  }

  /// A table's estimate of a package, in microwatts over the time before.
  static func table(_ device: String = "0", tellsNode: Bool = false) -> Meter {
    var meter = Meter(
      source: "table", domain: .package, device: device,
      kind: .power(PowerScale(isMean: true, longestGap: 600_000_000_000)), tier: .table,
      bounds: EnergyBounds(400_000), maximumMicrowatts: 1_000_000_000)
    meter.tellsNode = tellsNode
    return meter
  }
}
