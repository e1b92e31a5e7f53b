internal import NodeModel

/// How far one more load may lie from a fitted model, as part of its figure, in 95 of 100 cases.
///
/// t × √(mean square of the residuals), each step held against a fit without it (PRESS; Allen 1974,
/// Technometrics 16), t the quantile 0.975 of Student's distribution with one degree of freedom less than
/// there are steps. What such residuals miss is the error of the prediction itself, so nothing is added for
/// the fit's own. A step is one load, whose readings are repetitions: its mean counts. To either side it is
/// at least the farthest step, for these are few and not normal: of n steps, one more lies beyond all of
/// them with a probability of 1/(n + 1) (Barber et al. 2021, Annals of Statistics 49).
struct CalibrationSpread: Equatable {
  /// How far below.
  let below: Double
  /// How far above.
  let above: Double

  /// By the mean relative residual of every step, of which there are two at least.
  init(_ residuals: [Double]) {
    let square = residuals.reduce(0) { $0 + $1 * $1 } / Double(max(residuals.count, 1))
    let interval = StudentT.quantile975(freedom: residuals.count - 1) * square.squareRoot()
    below = max(interval, -(residuals.min() ?? 0))
    above = max(interval, residuals.max() ?? 0)
  }
}
