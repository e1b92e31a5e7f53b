internal import Glibc

/// How probable it is that a sound node lies far behind its group, where location and scale are the group's own.
///
/// Few nodes tell a small scale by chance, and then one of them seems to be far out: with five of them one sound node in
/// eighty lies more than 4.75 scales behind, which is one in a million where the scale is known.
struct DeviationChance {
  /// Degrees of freedom.
  let freedom: Double
  /// Deviations are so many times those of Student's t.
  let factor: Double

  init(of count: Int) {
    let row = Self.table.last { $0.count <= count } ?? Self.table[0]
    (freedom, factor) = (row.freedom, row.factor)
  }

  /// The probability of so many deviations or more.
  func beyond(_ deviations: Double) -> Double {
    let t = deviations / factor
    if t == 0 { return 0.5 }
    // Beyond that its square is no number any more.
    let tail = abs(t) < 1e100 ? Self.tail(abs(t), freedom) : 0
    return t > 0 ? tail : 1 - tail
  }

  /// Fitted to what one of 1,000 and one of 100,000 of 20 million sound nodes exceed, of normal values in groups of that
  /// size (Benchmarks/fleet/deviations); sizes between two count as the smaller one.
  private static let table: [(count: Int, freedom: Double, factor: Double)] = [
    (5, 3.0, 0.977), (6, 4.1, 0.982), (7, 5.1, 0.935), (8, 5.1, 1.263), (9, 5.9, 1.150),
    (10, 6.9, 1.123), (11, 8.3, 1.105), (12, 7.8, 1.244), (13, 9.0, 1.212), (14, 9.2, 1.150),
    (15, 11.0, 1.153), (16, 10.4, 1.239), (17, 11.5, 1.214), (18, 12.8, 1.200), (19, 13.9, 1.181),
    (20, 12.1, 1.219), (21, 14.0, 1.214), (22, 14.6, 1.190), (23, 15.9, 1.180), (24, 15.1, 1.224),
    (25, 16.7, 1.215), (26, 17.1, 1.195), (27, 17.6, 1.173), (28, 17.4, 1.217), (29, 18.7, 1.208),
    (30, 18.3, 1.184), (31, 20.3, 1.182), (32, 18.9, 1.207), (36, 22.1, 1.209), (40, 23.3, 1.197),
    (48, 24.7, 1.173), (56, 30.6, 1.180), (63, 32.0, 1.151), (64, 9.6, 1.210), (80, 11.7, 1.191),
    (96, 13.8, 1.178), (128, 16.6, 1.144), (192, 21.0, 1.098), (256, 26.8, 1.083),
    (384, 34.0, 1.057), (512, 42.1, 1.046), (1024, 65.6, 1.026),
  ]

  /// P(T > t) of Student's t for t > 0: half of the regularized incomplete beta function I of ν/(ν + t²), ν/2 and 1/2.
  private static func tail(_ t: Double, _ freedom: Double) -> Double {
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
