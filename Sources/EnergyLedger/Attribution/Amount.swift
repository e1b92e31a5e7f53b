internal import NodeModel

/// Energy with its bounds, in microjoules, and how good it is.
struct Amount {
  var energy: UInt64
  var low: UInt64
  var high: UInt64
  var tier: Tier

  init(energy: UInt64, low: UInt64, high: UInt64, tier: Tier) {
    self.energy = energy
    self.low = low
    self.high = high
    self.tier = tier
  }

  /// What a meter has seen and nobody has booked.
  init(_ track: borrowing MeterTrack) {
    energy = track.unbooked
    low = track.meter.bounds.low(of: energy)
    high = track.meter.bounds.high(of: energy)
    tier = track.meter.tier
  }

  static let nothing = Amount(energy: 0, low: 0, high: 0, tier: .wall)

  /// Meters of one kind err together: their bounds add up.
  mutating func add(_ other: Amount) {
    energy += other.energy
    low += other.low
    high += other.high
    tier = max(tier, other.tier)
  }
}
