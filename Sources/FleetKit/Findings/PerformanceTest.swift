internal import Glibc

/// Comparisons that have an error rate in common: if many nodes are slow, that says nothing of what others draw.
enum TestFamily: CaseIterable {
  /// Of medians.
  case level
  /// Of the spread within runs.
  case tail
  /// Of what nodes draw without activity.
  case idle
}

/// One comparison of a node with its group.
struct PerformanceTest {
  /// Places in the tables of the check.
  let node: Int
  let result: ResultTable.Place
  let group: Int
  /// What is compared.
  let family: TestFamily
  /// The oriented logarithm that was compared.
  let value: Double
  /// With what it was compared.
  let reference: Reference
  let deviations: Double
  let probability: Double
  /// The capacity that is missing, or the part of idle power that is too much; below 0 where it is better than the
  /// group.
  let loss: Double
}

extension PerformanceTest {
  /// With what members of a group are compared.
  struct Reference {
    /// The group's own fit, or the baseline's where the group fell behind.
    let fit: GoodSideFit
    /// Of how many nodes it is.
    let count: Int
    let chance: DeviationChance

    /// A fit of so many nodes.
    init(_ fit: GoodSideFit, of count: Int) {
      self.fit = fit
      self.count = count
      chance = DeviationChance(of: count)
    }

    /// The least loss that is as improbable as that.
    func leastLoss(at probability: Double) -> Double {
      1 - exp(-fit.scale * chance.deviations(at: probability))
    }
  }

  /// Compares a value with a fit.
  init(
    node: Int, result: ResultTable.Place, group: Int, family: TestFamily, value: Double,
    reference: Reference
  ) {
    self.node = node
    self.result = result
    self.group = group
    self.family = family
    self.value = value
    self.reference = reference
    deviations = reference.fit.deviations(of: value)
    probability = reference.chance.beyond(deviations)
    loss = 1 - exp(value - reference.fit.location)
  }

  /// Whether the spread within the run is meant.
  var isTail: Bool { family == .tail }
  var fit: GoodSideFit { reference.fit }
}
