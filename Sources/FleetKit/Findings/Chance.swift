internal import Glibc

/// Probabilities of counts.
enum Chance {
  /// The probability of `count` or more among `total`, each with the same probability (binomial distribution).
  static func atLeast(_ count: Int, of total: Int, each share: Double) -> Double {
    guard count > 0 else { return 1 }
    guard count <= total, share > 0 else { return 0 }
    guard share < 1 else { return 1 }
    // From the logarithm of the first term on, by the ratio of neighbours: all terms are positive.
    var term = exp(
      logFactorial(total) - logFactorial(count) - logFactorial(total - count)
        + Double(count) * log(share) + Double(total - count) * log1p(-share))
    var sum = term
    for number in count..<total {
      term *= Double(total - number) / Double(number + 1) * share / (1 - share)
      sum += term
    }
    return min(1, sum)
  }

  private static func logFactorial(_ number: Int) -> Double {
    var sign: Int32 = 0
    return unsafe lgamma_r(Double(number) + 1, &sign)
  }
}
