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
    var place: Int?
    for cut in (sorted.startIndex + leastCount)...(sorted.endIndex - leastCount) {
      let below = Sample.quantile(0.95, ofSorted: sorted[..<cut])
      let above = Sample.quantile(0.05, ofSorted: sorted[cut...])
      guard below > 0, (above - below) / below > widest else { continue }
      widest = (above - below) / below
      place = cut
    }
    guard let place else { return [sorted] }
    return split(sorted[..<place], leastCount: leastCount)
      + split(sorted[place...], leastCount: leastCount)
  }
}
