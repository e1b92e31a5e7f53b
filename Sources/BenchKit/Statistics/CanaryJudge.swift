/// Tells which blocks of a run had worse conditions than the others.
///
/// A canary's note counts as slow where it lies more than 3 % below the run's best, and more than three
/// standard deviations of all notes below their middle: where the machine is restless all the time, a note
/// within that says nothing about its block.
enum CanaryJudge {
  /// What is always allowed below the best.
  static let tolerance = 0.03

  /// For each speed whether it is slow among all of them.
  static func slow(_ speeds: [Double], tolerance: Double = tolerance) -> [Bool] {
    let known = speeds.filter { $0 > 0 }.sorted()
    guard known.count >= 5 else { return speeds.map { _ in false } }
    // The best but for a few: one lucky note must not condemn the rest.
    let best = Sample.quantile(0.9, ofSorted: known)
    let scatter = Sample.normalScale * Sample.medianAbsoluteDeviation(of: known)
    let limit = min(best * (1 - tolerance), Sample.median(ofSorted: known) - 3 * scatter)
    return speeds.map { $0 < limit }
  }
}
