/// Robust figures of a sample of numbers.
enum Sample {
  /// The middle value, the mean of the two middle ones where their number is even; NaN of nothing.
  static func median(of values: some Collection<Double>) -> Double {
    median(ofSorted: values.sorted())
  }

  /// The median of ascending values.
  static func median(ofSorted values: some RandomAccessCollection<Double>) -> Double {
    guard !values.isEmpty else { return .nan }
    let middle = values.index(values.startIndex, offsetBy: values.count / 2)
    if values.count % 2 == 1 { return values[middle] }
    return (values[values.index(before: middle)] + values[middle]) / 2
  }

  /// The median distance from the median, not scaled; 1.4826 times it estimates the standard deviation of
  /// normal values.
  static func medianAbsoluteDeviation(of values: some Collection<Double>) -> Double {
    let center = median(of: values)
    return median(of: values.map { ($0 - center).magnitude })
  }

  /// What turns the median absolute deviation of normal values into their standard deviation: 1 / Φ⁻¹(3/4).
  static let normalScale = 1.4826

  /// The value below which `share` of ascending values lie, interpolated between neighbours (type 7 of
  /// Hyndman and Fan 1996); NaN of nothing.
  static func quantile(_ share: Double, ofSorted values: some RandomAccessCollection<Double>)
    -> Double
  {
    guard !values.isEmpty else { return .nan }
    let place = share * Double(values.count - 1)
    let below = max(0, min(values.count - 1, Int(place.rounded(.down))))
    let above = min(below + 1, values.count - 1)
    let low = values[values.index(values.startIndex, offsetBy: below)]
    let high = values[values.index(values.startIndex, offsetBy: above)]
    return low + (high - low) * (place - Double(below))
  }

  /// What the hardware can do: the highest rate or the shortest time; NaN of nothing.
  static func best(of values: some Collection<Double>, isRate: Bool) -> Double {
    (isRate ? values.max() : values.min()) ?? .nan
  }

  /// The arithmetic mean; NaN of nothing.
  static func mean(of values: some Collection<Double>) -> Double {
    values.reduce(0, +) / Double(values.count)
  }

  /// The standard deviation with n − 1; 0 of fewer than two values.
  static func standardDeviation(of values: some Collection<Double>) -> Double {
    guard values.count > 1 else { return 0 }
    let center = mean(of: values)
    let squares = values.reduce(0) { $0 + ($1 - center) * ($1 - center) }
    return (squares / Double(values.count - 1)).squareRoot()
  }
}
