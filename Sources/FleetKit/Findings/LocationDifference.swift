internal import Glibc

/// How far one group of nodes is behind another one.
struct LocationDifference {
  /// In standard errors of the difference.
  let deviations: Double
  /// How probable it is by chance that it is so far behind.
  let probability: Double

  /// The standard deviation of a location of n normal values is so many times σ/√n: 1.01 of a thousand, 1.04 of sixteen.
  static let errorFactor = 1.03

  /// Compares fits of so many nodes.
  init(of fit: GoodSideFit, _ count: Int, behind other: GoodSideFit, _ otherCount: Int) {
    let (own, others) = (Double(max(1, count)), Double(max(1, otherCount)))
    let scale = max(fit.scale, other.scale)
    deviations =
      (other.location - fit.location)
      / (Self.errorFactor * scale * (1 / own + 1 / others).squareRoot())
    // The larger scale of two groups is seldom small by chance. Simulated for groups of 5 to 200 at 10^-3 to 10^-5.
    let freedom = min((own + others) / 2, max(30, min(own, others)))
    probability = StudentT.tail(deviations, freedom)
  }
}
