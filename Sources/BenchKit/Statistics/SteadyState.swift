/// Where a series of measurements stops to warm up.
///
/// The change point is the number of first samples to leave out that makes the standard error of the rest
/// smallest (marginal standard error rule, White 1997): leaving out what differs makes the rest narrower,
/// leaving out more makes it fewer. It is looked for in the first half; one at the very end of that means that
/// the series is still moving.
enum SteadyState {
  /// Fewer samples say nothing.
  static let fewest = 6

  /// How many samples to leave out at the beginning; nil where there are too few or they are not steady yet.
  static func start(of samples: [Double]) -> Int? {
    guard samples.count >= fewest else { return nil }
    // A disturbed sample must not move the point: what lies far outside counts as the edge.
    let values = winsorized(samples)
    var sum = 0.0
    var squares = 0.0
    var best = Double.infinity
    var start = 0
    let center = Sample.median(of: values)
    // From the end, so that each step adds one sample to the rest.
    for index in values.indices.reversed() {
      let value = values[index] - center
      sum += value
      squares += value * value
      guard index <= values.count / 2 else { continue }
      let count = Double(values.count - index)
      let error = max(0, squares - sum * sum / count) / (count * count)
      if error <= best {
        best = error
        start = index
      }
    }
    guard isReal(start, in: values) else { return 0 }
    return start < values.count / 2 ? start : nil
  }

  /// Whether the samples before `start` differ from those after it by more than these scatter.
  private static func isReal(_ start: Int, in values: [Double]) -> Bool {
    guard start > 0 else { return true }
    let rest = values[start...]
    let center = Sample.median(of: rest)
    let scatter = Sample.normalScale * Sample.medianAbsoluteDeviation(of: rest)
    let difference = (Sample.median(of: values[..<start]) - center).magnitude
    return difference > max(2 * scatter, 0.002 * center.magnitude)
  }

  /// The samples with those beyond four robust standard deviations of the second half put at that edge,
  /// in the second half only: at the beginning they are what is looked for.
  private static func winsorized(_ samples: [Double]) -> [Double] {
    let half = samples.count / 2
    let rest = samples[half...]
    let center = Sample.median(of: rest)
    let reach = 4 * Sample.normalScale * Sample.medianAbsoluteDeviation(of: rest)
    return samples.enumerated().map { index, value in
      index < half ? value : min(max(value, center - reach), center + reach)
    }
  }
}
