internal import NodeModel

/// Integrates a meter that shows only power, by the trapezoidal rule; the remainder below a microjoule is
/// carried.
struct PowerIntegrator {
  /// A power and when it was read.
  struct Point: Equatable {
    var microwatts: UInt64
    var time: Int64
  }

  let scale: PowerScale
  private let maximumMicrowatts: UInt64
  private(set) var last: Point?
  /// Half a sum of microwatts, times nanoseconds.
  private(set) var conversion = CarriedDivision(by: 2_000_000_000)
  /// The longest time between two readings that was bridged, in nanoseconds.
  private(set) var longestGap: UInt64 = 0

  init(_ scale: PowerScale, maximumMicrowatts: UInt64) {
    self.scale = scale
    self.maximumMicrowatts = max(maximumMicrowatts, 1)
  }

  /// What `microwatts` says about the time since the last reading.
  /// `slept`: the machine was suspended meanwhile, and drew nobody knows what.
  mutating func read(_ microwatts: UInt64, at time: Int64, slept: Bool = false) -> MeterOutcome {
    guard microwatts <= maximumMicrowatts else { return .refused(.implausible) }
    let point = Point(microwatts: microwatts, time: time)
    guard let last else {
      self.last = point
      return .started
    }
    guard time > last.time else { return .refused(.stale) }
    let elapsed = UInt64(time - last.time)
    guard elapsed <= scale.longestGap, !slept else {
      self.last = point
      return .lost(.gap)
    }
    let sum =
      scale.isMean ? 2 * UInt128(microwatts) : UInt128(last.microwatts) + UInt128(microwatts)
    guard let energy = conversion.quotient(of: sum * UInt128(elapsed)) else {
      self.last = point
      return .lost(.gap)
    }
    self.last = point
    longestGap = max(longestGap, elapsed)
    return .energy(energy)
  }

  /// Goes on from what was kept. The last power is not: what flowed meanwhile cannot be known.
  mutating func restore(remainder: UInt64, longestGap: UInt64) {
    conversion.restore(remainder: remainder)
    self.longestGap = longestGap
  }
}
