/// The time between the last two rounds in which the node's energy moved: the one over which everybody's
/// power is a mean, so that the power of all jobs and buckets is that of the node.
struct BookingPeriod {
  /// So long a figure stands after the last booking, in nanoseconds.
  private static let patience: UInt64 = 10_000_000_000

  private var energy: UInt64?
  private var time: UInt64 = 0

  /// What a round has brought.
  enum News: Equatable {
    /// Energy was booked for so many nanoseconds.
    case booked(UInt64)
    /// Nothing was booked, and what was said last still stands.
    case waiting
    /// Nothing is known, or what was known is too old.
    case unknown
  }

  /// Follows a round.
  ///
  /// - Parameters:
  ///   - energy: all energy of the node until now, in microjoules.
  ///   - now: nanoseconds since boot.
  mutating func follow(_ energy: UInt64, at now: UInt64) -> News {
    guard let known = self.energy, energy >= known else {
      (self.energy, time) = (energy, now)
      return .unknown
    }
    if energy > known, now > time {
      defer { (self.energy, time) = (energy, now) }
      return .booked(now - time)
    }
    return now > time + Self.patience ? .unknown : .waiting
  }
}
