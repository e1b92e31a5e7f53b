internal import Glibc

/// Probabilities of counts.
enum Chance {
  /// The probability of `count` or more among `total`, each with the same probability (binomial distribution).
  static func atLeast(_ count: Int, of total: Int, each share: Double) -> Double {
    guard count > 0 else { return 1 }
    guard count <= total, share > 0 else { return 0 }
    guard share < 1 else { return 1 }
    // Away from the mean, where terms only become less: the first one is lost only where all of them are.
    guard Double(count) > share * Double(total) else {
      return max(0, 1 - below(count, of: total, each: share))
    }
    var term = exactly(count, of: total, each: share)
    var sum = term
    for number in count..<total {
      term *= Double(total - number) / Double(number + 1) * share / (1 - share)
      sum += term
      if term <= sum * leastTerm { break }
    }
    return min(1, sum)
  }

  /// Between what shares of all the true one lies, by `count` of `total`, with a probability of 95 % or more (Clopper
  /// and Pearson 1934).
  static func bounds(_ count: Int, of total: Int) -> (low: Double, high: Double) {
    (
      count <= 0 ? 0 : share { atLeast(count, of: total, each: $0) < 0.025 },
      count >= total ? 1 : share { atLeast(count + 1, of: total, each: $0) < 0.975 }
    )
  }

  /// Adding less than this changes no digit.
  private static let leastTerm = 1e-17

  /// The share up to which something holds.
  private static func share(while holds: (Double) -> Bool) -> Double {
    var (low, high) = (0.0, 1.0)
    // As many as a double has digits.
    for _ in 0..<64 {
      let middle = (low + high) / 2
      if holds(middle) { low = middle } else { high = middle }
    }
    return low
  }

  private static func below(_ count: Int, of total: Int, each share: Double) -> Double {
    var term = exactly(count - 1, of: total, each: share)
    var sum = term
    for number in stride(from: count - 1, to: 0, by: -1) {
      term *= Double(number) / Double(total - number + 1) * (1 - share) / share
      sum += term
      if term <= sum * leastTerm { break }
    }
    return sum
  }

  /// The probability of `count`, from its logarithm.
  private static func exactly(_ count: Int, of total: Int, each share: Double) -> Double {
    exp(
      logFactorial(total) - logFactorial(count) - logFactorial(total - count)
        + Double(count) * log(share) + Double(total - count) * log1p(-share))
  }

  private static func logFactorial(_ number: Int) -> Double {
    var sign: Int32 = 0
    return unsafe lgamma_r(Double(number) + 1, &sign)
  }
}
