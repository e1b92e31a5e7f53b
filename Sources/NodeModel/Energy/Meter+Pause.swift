extension Meter {
  /// The longest time that may pass between two reads of it, in nanoseconds; nil where it may be any.
  ///
  /// A counter is to be read three times before it can have wrapped, power three times within the time that two
  /// readings of it bridge: so two reads in a row may fail.
  public var longestPause: UInt64? {
    switch kind {
    case .counter(let scale):
      guard scale.range > 0 else { return nil }
      // In doubles: what a worker says of a meter may be any number.
      let microjoules =
        Double(scale.range) * Double(scale.numerator) / Double(max(scale.denominator, 1))
      let seconds = microjoules / Double(max(maximumMicrowatts, 1))
      return UInt64(min(seconds * 1e9 / 3, 1e18))
    case .power(let scale):
      return scale.longestGap / 3
    }
  }
}
