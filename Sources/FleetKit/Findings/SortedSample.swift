/// Figures of ascending values.
enum SortedSample {
  /// The middle value, the mean of the two middle ones where their number is even; NaN of nothing.
  static func median(_ values: [Double]) -> Double { quantile(0.5, values) }

  /// The value below which a share of the values lie, interpolated between neighbours (type 7 of Hyndman and Fan
  /// 1996); NaN of nothing.
  static func quantile(_ share: Double, _ values: [Double]) -> Double {
    guard !values.isEmpty else { return .nan }
    let place = share * Double(values.count - 1)
    let below = max(0, min(values.count - 1, Int(place)))
    let above = min(below + 1, values.count - 1)
    return values[below] + (values[above] - values[below]) * (place - Double(below))
  }
}
