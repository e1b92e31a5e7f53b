/// Quantiles of numbers that are all there.
public enum Quantiles {
  /// The quantile by linear interpolation between the neighbours (Hyndman and Fan's type 7, as numpy and SQL's
  /// `quantile_cont` have it); nil where there is no number.
  ///
  /// - Parameter sorted: from the smallest on.
  public static func quantile(_ share: Double, of sorted: [Double]) -> Double? {
    guard let last = sorted.last else { return nil }
    let place = min(1, max(0, share)) * Double(sorted.count - 1)
    let lower = Int(place)
    guard lower + 1 < sorted.count else { return last }
    let part = place - Double(lower)
    return part == 0
      ? sorted[lower] : sorted[lower] + part * (sorted[lower + 1] - sorted[lower])
  }
}
