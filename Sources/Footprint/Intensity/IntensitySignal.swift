/// What question an intensity answers.
public enum IntensitySignal: String, Sendable {
  /// Which share of the grid's emissions is mine: what an inventory asks.
  case average
  /// What would change if I moved this load: no part of a sum.
  case marginal
}
