/// Power as the mean between the last two times at which energy became known.
struct PowerMean {
  /// So long a figure stands after the last booking, in nanoseconds.
  private static let patience: UInt64 = 10_000_000_000

  private var energy: UInt64?
  private var time: UInt64 = 0
  private var microwatts: UInt64?

  /// The mean, in microwatts; nil while nothing is known.
  ///
  /// - Parameters:
  ///   - energy: all energy until now, in microjoules; it changes when some is booked.
  ///   - now: nanoseconds since boot.
  mutating func follow(_ energy: UInt64, at now: UInt64) -> UInt64? {
    guard let known = self.energy, energy >= known else {
      (self.energy, time, microwatts) = (energy, now, nil)
      return nil
    }
    if energy > known, now > time {
      let watts = UInt128(energy - known) * 1_000_000_000 / UInt128(now - time)
      (self.energy, time, microwatts) = (energy, now, UInt64(clamping: watts))
    } else if now > time + Self.patience {
      microwatts = nil
    }
    return microwatts
  }
}
