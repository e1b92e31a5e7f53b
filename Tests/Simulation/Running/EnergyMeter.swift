/// One RAPL counter: a whole number of hardware units that starts anywhere, wraps at 32 bits, and
/// is renewed about every millisecond.
struct EnergyMeter {
  let domain: EnergyDomain
  let unit: EnergyDomain.Unit
  /// Hardware units at the start.
  let start: UInt64
  /// Joules since the start.
  var joules = 0.0
  /// Present watts.
  var watts = 0.0

  init(_ kind: EnergyDomain.Kind, socket: Int, unit: EnergyDomain.Unit, start: UInt64) {
    domain = EnergyDomain(kind: kind, socket: socket, range: unit.microjoules(0xFFFF_FFFF))
    self.unit = unit
    self.start = start & 0xFFFF_FFFF
  }

  mutating func add(_ joules: Double, over seconds: Double) {
    self.joules += joules
    watts = joules / seconds
  }

  /// `energy_uj` as it was so many seconds ago.
  func reading(age: Double) -> UInt64 {
    let counted = max(joules - watts * age, 0) * unit.perJoule
    return unit.microjoules((start + UInt64(counted)) & 0xFFFF_FFFF)
  }
}
