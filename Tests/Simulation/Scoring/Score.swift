/// How far a method is from the truth in one run; the same definitions for every method.
///
/// A method that publishes one figure a job is judged by it twice: as what the job caused, and as
/// what it has to pay.
public struct Score: Sendable {
  /// Mean, over all jobs of the run, of |given − true| / true. A job that the method never saw
  /// counts as 1.
  public let meanError: Double
  /// The largest of these errors.
  public let worstError: Double
  /// Sum of |given − true| over jobs, over the sum of what is true: each joule counts as much.
  public let energyError: Double
  /// The share of the node's energy that was given to nobody, not even to the system or as
  /// unallocated; negative where more was given than flowed. Of activity alone: the share of what
  /// jobs and system caused.
  public let lost: Double

  /// - Parameters:
  ///   - given: microjoules that the method gave.
  ///   - truth: microjoules that are right. Jobs that caused nothing are no part of the mean.
  ///   - node: microjoules that there were to give.
  public init(given: [Owner: Int64], truth: [Owner: Int64], node: Int64) {
    var errors: [Double] = []
    var missed = 0.0
    var all = 0.0
    for (owner, joules) in truth {
      guard case .job = owner, joules > 0 else { continue }
      let difference = abs(Double(given[owner, default: 0] - joules))
      errors.append(difference / Double(joules))
      missed += difference
      all += Double(joules)
    }
    // Sorted, so that the sum does not depend on the dictionary's order.
    errors.sort()
    meanError = errors.isEmpty ? 0 : errors.reduce(0, +) / Double(errors.count)
    worstError = errors.last ?? 0
    energyError = all > 0 ? missed / all : 0
    lost = node > 0 ? Double(node - given.values.reduce(0, +)) / Double(node) : 0
  }
}
