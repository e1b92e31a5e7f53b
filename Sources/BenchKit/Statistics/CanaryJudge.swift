/// Tells which blocks of a run had worse conditions than the others.
///
/// A canary's note counts as slow where it lies more than 3 % below the run's best. The machine's own
/// restlessness widens that: where notes scatter by more than a percent all the time, only those three
/// standard deviations away say something about their block.
enum CanaryJudge {
  /// What is always allowed below the best.
  static let tolerance = 0.03

  /// For each speed whether it is slow among all of them.
  static func slow(_ speeds: [Double]) -> [Bool] {
    let known = speeds.filter { $0 > 0 }.sorted()
    guard known.count >= 5 else { return speeds.map { _ in false } }
    // The best but for a few: one lucky note must not condemn the rest.
    let best = Sample.quantile(0.9, ofSorted: known)
    let scatter = Sample.normalScale * Sample.medianAbsoluteDeviation(of: known)
    let limit = best - max(tolerance * best, 3 * scatter)
    return speeds.map { $0 < limit }
  }
}
