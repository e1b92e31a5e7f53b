internal import Glibc

/// One comparison of a node with its group.
struct PerformanceTest {
  /// Places in the tables of the check.
  let node: Int
  let result: ResultTable.Place
  let group: Int
  /// Whether the spread within the run is meant.
  let isTail: Bool
  /// The oriented logarithm that was compared.
  let value: Double
  /// With what it was compared: the group's own fit, or the baseline's where the group fell behind.
  let fit: GoodSideFit
  let deviations: Double
  let probability: Double
  /// The capacity that is missing, or the part of idle power that is too much; below 0 where it is better than the
  /// group.
  let loss: Double
}

extension PerformanceTest {
  /// Compares a value with a fit.
  init(
    node: Int, result: ResultTable.Place, group: Int, isTail: Bool, value: Double, fit: GoodSideFit
  ) {
    self.node = node
    self.result = result
    self.group = group
    self.isTail = isTail
    self.value = value
    self.fit = fit
    deviations = fit.deviations(of: value)
    probability = GoodSideFit.tailProbability(deviations)
    loss = 1 - exp(value - fit.location)
  }
}
