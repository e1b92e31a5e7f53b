public import NodeModel

/// Joules since some beginning, by domain, and how they are known.
public struct EnergyReading: Sendable, Equatable {
  /// Joules of each domain; only such as add up (packages and their memory, not a core inside a package).
  public let joules: [String: Double]
  /// The worst among its domains.
  public let quality: Quality

  /// States a reading.
  public init(joules: [String: Double], quality: Quality) {
    self.joules = joules
    self.quality = quality
  }

  /// Joules between two readings over the domains that both have; nil where they have none in common, or
  /// one ran backwards.
  func joules(since start: EnergyReading) -> Double? {
    var sum = 0.0
    var isKnown = false
    for (domain, end) in joules {
      guard let begin = start.joules[domain] else { continue }
      guard end >= begin else { return nil }
      sum += end - begin
      isKnown = true
    }
    return isKnown ? sum : nil
  }
}
