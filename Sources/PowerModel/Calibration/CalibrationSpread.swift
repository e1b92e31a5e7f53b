internal import NodeModel

/// How far one more load may lie from a fitted model, as part of its figure, in 95 of 100 cases.
///
/// t × √(mean square of the residuals), each step held against a fit without it (PRESS; Allen 1974,
/// Technometrics 16), t the quantile 0.975 of Student's distribution with one degree of freedom less than
/// there are steps. What such residuals miss is the error of the prediction itself, so nothing is added for
/// the fit's own. Steps count alike however many samples they have: samples of one step are repetitions of
/// one load. To either side it is at least the farthest mean of a step, for these are few and not normal: of
/// n steps, one more lies beyond all of them with a probability of 1/(n + 1) (Barber et al. 2021, Annals of
/// Statistics 49).
struct CalibrationSpread: Equatable {
  /// How far below.
  let below: Double
  /// How far above.
  let above: Double

  /// By the relative residuals of every step, none of which is empty.
  init(_ residuals: [[Double]]) {
    let means = residuals.map { Self.mean($0) }
    let squares = residuals.map { Self.mean($0.map { $0 * $0 }) }
    let deviation = Self.mean(squares).squareRoot()
    let interval = StudentT.quantile975(freedom: residuals.count - 1) * deviation
    below = max(interval, -(means.min() ?? 0))
    above = max(interval, means.max() ?? 0)
  }

  private static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }
}
