internal import Glibc

/// Student's t distribution: how far values lie from a location whose scale was estimated.
enum StudentT {
  /// P(T > t).
  static func tail(_ t: Double, _ freedom: Double) -> Double {
    if t == 0 { return 0.5 }
    // Beyond that its square is no number any more.
    let tail = abs(t) < 1e100 ? upperTail(abs(t), freedom) : 0
    return t > 0 ? tail : 1 - tail
  }

  /// The t that is exceeded with a probability below one half.
  static func quantile(ofTail probability: Double, _ freedom: Double) -> Double {
    guard probability < 0.5 else { return 0 }
    var (low, high) = (0.0, 1.0)
    while high < 1e100, tail(high, freedom) > probability { (low, high) = (high, 2 * high) }
    // As many as a double has digits.
    for _ in 0..<53 {
      let middle = (low + high) / 2
      if tail(middle, freedom) > probability { low = middle } else { high = middle }
    }
    return high
  }

  /// P(T > t) of Student's t for t > 0: half of the regularized incomplete beta function I of ν/(ν + t²), ν/2 and 1/2.
  private static func upperTail(_ t: Double, _ freedom: Double) -> Double {
    let (a, b) = (freedom / 2, 0.5)
    let x = freedom / (freedom + t * t)
    let y = t * t / (freedom + t * t)
    let front = exp(
      logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log(y))
    // The continued fraction converges on the side of the smaller argument (NIST Handbook 8.17.22).
    return x < (a + 1) / (a + b + 2)
      ? front * fraction(x, a, b) / a / 2 : 0.5 - front * fraction(y, b, a) / b / 2
  }

  /// The continued fraction of the incomplete beta function by Lentz's method.
  private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    var c = 1.0
    var d = 1 / (1 - (a + b) * x / (a + 1))
    var value = d
    for step in 1...300 {
      let m = Double(step)
      for factor in [
        m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
        -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
      ] {
        d = 1 / (1 + factor * d)
        c = 1 + factor / c
        value *= c * d
      }
      if abs(c * d - 1) < 1e-15 { break }
    }
    return value
  }

  private static func logGamma(_ value: Double) -> Double {
    var sign: Int32 = 0
    return unsafe lgamma_r(value, &sign)
  }
}
