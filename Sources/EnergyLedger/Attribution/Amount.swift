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

  /// What a meter saw.
  init(_ energy: UInt64, of meter: Meter) {
    self.energy = energy
    low = meter.bounds.low(of: energy)
    high = meter.bounds.high(of: energy)
    tier = meter.tier
  }

  /// What a meter has seen and nobody has booked.
  init(_ track: borrowing MeterTrack) {
    self.init(track.unbooked, of: track.meter)
  }

  static let nothing = Amount(energy: 0, low: 0, high: 0, tier: .wall)

  /// Meters of one kind err together: their bounds add up.
  mutating func add(_ other: Amount) {
    energy += other.energy
    low += other.low
    high += other.high
    tier = max(tier, other.tier)
  }

  /// What of it was not given already: never less than nothing. What was given is a number in the book, and
  /// all doubt is in what is left.
  func beyond(_ given: UInt64) -> Amount {
    let left = energy - min(energy, given)
    return Amount(
      energy: left, low: low - min(low, given), high: max(left, high - min(high, given)), tier: tier
    )
  }
}
