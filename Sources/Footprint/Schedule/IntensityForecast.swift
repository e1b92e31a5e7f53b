public import NodeModel

/// Intensity from now on, constant between its edges, as forecasts give it by hours or half hours.
public struct IntensityForecast: Sendable, Hashable {
  /// A time of constant intensity; it ends where the next begins.
  public struct Step: Sendable, Hashable {
    /// When it begins, seconds since 1970, UTC.
    public let start: Int64
    /// g/kWh.
    public let intensity: Millionths

    /// States a step.
    public init(start: Int64, intensity: Millionths) {
      self.start = start
      self.intensity = intensity
    }
  }

  /// In the order of time.
  public let steps: [Step]
  /// Where the last step ends.
  public let end: Int64
  /// F at the beginning of each step: the integral of the intensity from the first on, µg/kWh × s.
  private let integrals: [UInt128]

  /// Takes steps; nil without any, out of order, before 1970, or with an intensity above 2000 g/kWh.
  public init?(_ steps: [Step], end: Int64) {
    var integrals: [UInt128] = []
    var sum: UInt128 = 0
    for (index, step) in steps.enumerated() {
      let next = index + 1 < steps.count ? steps[index + 1].start : end
      let (length, overflow) = next.subtractingReportingOverflow(step.start)
      guard !overflow, length > 0, step.intensity <= GridIntensity.largest else { return nil }
      integrals.append(sum)
      sum += UInt128(length) * UInt128(step.intensity.count)
    }
    guard let first = steps.first, first.start >= 0, end <= Self.latest else { return nil }
    self.steps = steps
    self.end = end
    self.integrals = integrals
  }

  /// The end of the year 9999.
  private static let latest: Int64 = 253_402_300_800

  /// Where the first step begins.
  var start: Int64 { steps[0].start }

  /// F(t): the integral of the intensity from the start to `time`, µg/kWh × s.
  func integral(to time: Int64) -> UInt128 {
    var low = 0
    var high = steps.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if steps[middle].start <= time { low = middle } else { high = middle }
    }
    let elapsed = UInt128(max(0, time - steps[low].start))
    return integrals[low] + elapsed * UInt128(steps[low].intensity.count)
  }
}
