/// Finds out whether samples jump between values: then no single number is the value.
///
/// Two modes are two groups with a gap of more than 15 % between them, each with 20 % of all samples or
/// more, and with five samples: fewer lie apart by chance. Up to a twentieth of each group may lie in the gap: a repetition during which the mode changed.
enum ModeDetection {
  /// The least gap, as a part of the value below it.
  static let leastGap = 0.15
  /// The least share of a mode.
  static let leastShare = 0.2
  /// The fewest samples of a mode.
  static let leastCount = 5

  /// The samples by modes, lowest first; all of them in one group where there is no gap.
  static func groups(of samples: [Double]) -> [ArraySlice<Double>] {
    let sorted = samples.sorted()
    let share = Int((leastShare * Double(sorted.count)).rounded(.up))
    return split(sorted[...], leastCount: max(leastCount, share))
  }

  private static func split(_ sorted: ArraySlice<Double>, leastCount: Int) -> [ArraySlice<Double>] {
    guard sorted.count >= 2 * leastCount else { return [sorted] }
    var widest = leastGap
    var wide: Int?
    for cut in (sorted.startIndex + leastCount)...(sorted.endIndex - leastCount) {
      let below = Sample.quantile(0.95, ofSorted: sorted[..<cut])
      let above = Sample.quantile(0.05, ofSorted: sorted[cut...])
      guard below > 0, (above - below) / below > widest else { continue }
      widest = (above - below) / below
      wide = cut
    }
    guard let wide else { return [sorted] }
    let place = edge(of: sorted, near: wide, leastCount: leastCount)
    return split(sorted[..<place], leastCount: leastCount)
      + split(sorted[place...], leastCount: leastCount)
  }

  /// The largest step near a cut: what may lie in the gap moves the cut by as many samples, and into a group that is not
  /// theirs.
  private static func edge(
    of sorted: ArraySlice<Double>, near cut: Int, leastCount: Int
  ) -> Int {
    let below = (cut - sorted.startIndex) / 20
    let above = (sorted.endIndex - cut) / 20
    let first = max(sorted.startIndex + leastCount, cut - below - above)
    let last = min(sorted.endIndex - leastCount, cut + below + above)
    return (first...last).max { sorted[$0] - sorted[$0 - 1] < sorted[$1] - sorted[$1 - 1] } ?? cut
  }
}
