/// Student's t distribution, as far as intervals need it.
public enum StudentT {
  /// The quantile 0.975 for so many degrees of freedom, at least 1: what a two-sided interval of 95 %
  /// takes. Within 0.001 of the exact value.
  public static func quantile975(freedom: Int) -> Double {
    let known = table[min(max(freedom, 1), table.count) - 1]
    guard freedom > table.count else { return known }
    // The first two terms of the expansion in 1/freedom (Abramowitz and Stegun 26.7.5).
    let z = 1.959964
    return z + (z * z * z + z) / (4 * Double(freedom))
      + (5 * z * z * z * z * z + 16 * z * z * z + 3 * z) / (96 * Double(freedom * freedom))
  }

  private static let table = [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
    2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
  ]
}
