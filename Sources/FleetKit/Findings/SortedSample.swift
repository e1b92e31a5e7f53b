/// Figures of ascending values.
enum SortedSample {
  /// The middle value, the mean of the two middle ones where their number is even; NaN of nothing.
  static func median(_ values: [Double]) -> Double { quantile(0.5, values) }

  /// The value below which a share of the values lie, interpolated between neighbours (type 7 of Hyndman and Fan
  /// 1996); NaN of nothing.
  static func quantile(_ share: Double, _ values: [Double]) -> Double {
    Quantiles.quantile(share, of: values) ?? .nan
  }
}
