/// Numbers counted in bins of the same width, for a small picture.
struct HistogramBins {
  /// How many bins.
  static let count = 24

  /// From the smallest on.
  private(set) var counts = [Int](repeating: 0, count: Self.count)
  /// Numbers below the first bin.
  private(set) var below = 0
  /// Numbers above the last one.
  private(set) var above = 0

  /// Nil of no numbers. The bins hold the middle half and four times its width to both sides, or all where that is
  /// less: so a few that are far away do not make one bar of all others.
  ///
  /// - Parameter sorted: from the smallest on.
  init?(_ sorted: [Double]) {
    guard let least = sorted.first, let most = sorted.last,
      let low = Quantiles.quantile(0.25, of: sorted),
      let high = Quantiles.quantile(0.75, of: sorted)
    else { return nil }
    let reach = 4 * (high - low)
    let start = reach > 0 ? max(least, low - reach) : least
    let end = reach > 0 ? min(most, high + reach) : most
    // Numbers so far apart that their distance is no number lie in the middle bin.
    let width = (end - start).isFinite ? (end - start) / Double(Self.count) : 0
    for value in sorted {
      if value < start {
        below += 1
      } else if value > end {
        above += 1
      } else if width > 0 {
        counts[min(Self.count - 1, Int((value - start) / width))] += 1
      } else {
        counts[Self.count / 2] += 1
      }
    }
  }
}
