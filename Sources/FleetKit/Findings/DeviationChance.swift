internal import Glibc

/// How probable it is that a sound node lies far behind its group, where location and scale are the group's own.
///
/// Few nodes tell a small scale by chance, and then one of them seems to be far out: with five of them one sound node in
/// 120 lies more than 4.75 scales behind, which is one in a million where the scale is known.
struct DeviationChance {
  /// Degrees of freedom.
  let freedom: Double
  /// Deviations are so many times those of Student's t.
  let factor: Double

  init(of count: Int) {
    let next = Self.table.firstIndex { $0.count >= count } ?? Self.table.count - 1
    let (low, high) = (Self.table[max(0, next - 1)], Self.table[next])
    let way = log(Double(high.count) / Double(low.count))
    // Of fewer than the first row or more than the last one it is that row.
    let share =
      way > 0 ? min(1, max(0, log(Double(max(1, count)) / Double(low.count)) / way)) : 1
    freedom = 1 / ((1 - share) / low.freedom + share / high.freedom)
    factor = (1 - share) * low.factor + share * high.factor
  }

  /// The probability of so many deviations or more.
  func beyond(_ deviations: Double) -> Double { StudentT.tail(deviations / factor, freedom) }

  /// How many deviations have that probability, which is below one half.
  func deviations(at probability: Double) -> Double {
    factor * StudentT.quantile(ofTail: probability, freedom)
  }

  /// Fitted to what one of 1,000 and one of 100,000 of 40 million sound nodes exceed, of normal values in groups of that
  /// size (Benchmarks/fleet/deviations); between two sizes in the logarithm of the size.
  private static let table: [(count: Int, freedom: Double, factor: Double)] = [
    (5, 3.0, 0.973), (6, 4.0, 0.950), (7, 5.1, 0.921), (8, 4.9, 1.201), (9, 5.7, 1.098),
    (10, 6.7, 1.073), (11, 7.5, 1.018), (12, 7.2, 1.150), (13, 7.8, 1.084), (14, 8.6, 1.070),
    (15, 9.8, 1.052), (16, 7.4, 1.015), (17, 7.9, 0.997), (18, 9.0, 1.012), (19, 9.3, 0.989),
    (20, 8.6, 0.966), (21, 9.3, 0.967), (22, 10.4, 0.978), (23, 11.0, 0.976), (24, 10.4, 0.960),
    (25, 11.5, 0.970), (26, 11.9, 0.964), (27, 13.5, 0.982), (28, 13.4, 0.978), (29, 13.9, 0.977),
    (30, 14.7, 0.979), (31, 16.1, 0.989), (32, 16.4, 0.989), (36, 18.4, 0.987), (40, 22.9, 1.000),
    (48, 30.1, 1.006), (56, 37.7, 1.008), (64, 43.7, 1.006), (72, 48.2, 1.004), (80, 57.1, 1.006),
    (88, 66.0, 1.007), (95, 56.3, 0.996), (96, 43.9, 1.033), (104, 48.3, 1.032), (112, 53.6, 1.030),
    (128, 70.9, 1.033), (160, 104.0, 1.031), (192, 120.1, 1.027), (256, 185.1, 1.023),
    (384, 203.1, 1.014), (512, 452.9, 1.016), (1024, 5000.0, 1.012), (2048, 1018.9, 1.007),
    (4096, 5000.0, 1.005), (16384, 978.4, 0.999),
  ]
}
