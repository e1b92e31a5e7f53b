internal import Glibc

/// Whether two shares differ by more than chance: the exact test for a table of two by two (R. A. Fisher, 1922).
enum FisherExact {
  /// The probability, where both shares are the same in truth, of a table that is no likelier than this one:
  /// two-sided, 1 of nothing.
  static func probability(_ first: Int, of all: Int, _ second: Int, of others: Int) -> Double {
    let marked = first + second
    func logarithm(_ count: Int) -> Double {
      binomial(all, count) + binomial(others, marked - count)
    }
    let observed = logarithm(first)
    var (whole, extreme) = (0.0, 0.0)
    for count in max(0, marked - others)...min(all, marked) {
      let likelihood = exp(logarithm(count) - observed)
      whole += likelihood
      // The other tail's table may be as likely but for rounding.
      if likelihood <= 1 + 1e-7 { extreme += likelihood }
    }
    return extreme / whole
  }

  /// The logarithm of a binomial coefficient.
  private static func binomial(_ n: Int, _ k: Int) -> Double {
    factorial(n) - factorial(k) - factorial(n - k)
  }

  /// The logarithm of n!.
  private static func factorial(_ n: Int) -> Double {
    var sign: Int32 = 0
    return unsafe lgamma_r(Double(n) + 1, &sign)
  }
}
