/// Two samples that follow each other, and the differences that every method needs.
public struct Interval: Sendable {
  /// What is known of the node.
  public let facts: NodeFacts
  /// The earlier sample.
  public let earlier: Sample
  /// The later one.
  public let later: Sample

  /// Seconds between the two.
  public var seconds: Double { Double(later.nanoseconds - earlier.nanoseconds) / 1e9 }

  /// How a reader understands a counter that is lower than before.
  public enum WrapRule: Sendable {
    /// The range is added once.
    case corrected
    /// The interval has no value.
    case dropped
    /// The counter is taken to have started at 0, as Prometheus' `rate()` does.
    case reset
  }

  /// Joules that all counters of a kind counted; nil where none exists, or the rule drops the
  /// interval.
  public func joules(of kind: EnergyDomain.Kind, wraps rule: WrapRule) -> Double? {
    var sum: Double?
    for (index, domain) in facts.domains.enumerated() where domain.kind == kind {
      let before = earlier.energy[index]
      let after = later.energy[index]
      var difference = after &- before
      if after < before {
        switch rule {
        case .corrected: difference = domain.range - before + after
        case .dropped: return nil
        case .reset: difference = after
        }
      }
      sum = (sum ?? 0) + Double(difference) / 1e6
    }
    return sum
  }

  /// CPU seconds that all logical processors were busy (`/proc/stat`).
  public var busySeconds: Double {
    zip(later.busyMicroseconds, earlier.busyMicroseconds).reduce(0) {
      $0 + Double($1.0 - $1.1) / 1e6
    }
  }

  /// The reading of the same owner in the earlier sample; nil for a job that came since.
  public func before(_ reading: JobReading) -> JobReading? {
    reading.owner == .system
      ? earlier.system : earlier.jobs.first { $0.owner == reading.owner && !$0.hasEnded }
  }

  /// CPU seconds of an owner since the earlier sample, or since it began if that was later.
  public func cpuSeconds(_ reading: JobReading) -> Double {
    Double(reading.cpuMicroseconds - (before(reading)?.cpuMicroseconds ?? 0)) / 1e6
  }

  /// Joules that an accelerator counted.
  public func acceleratorJoules(_ device: Int) -> Double {
    let after = later.accelerators[device].millijoules
    let before = earlier.accelerators[device].millijoules
    return Double(after - before) / 1e3
  }
}
