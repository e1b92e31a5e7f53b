/// How good a site's figure of energy can be at best by the levels of the EE HPC WG ("Energy Efficient High
/// Performance Computing Power Measurement Methodology", version 2.0 RC 1.0, table 3.1).
///
/// A level has four aspects, and the lowest of them decides. Of these reports tell two: the fraction of the machine
/// behind wall meters, and that meters stand before the power supplies. They know nodes and neither switches nor
/// storage, which is level 1 in the aspect of subsystems; how often a meter samples and how exact it is they do not
/// say. So level 1 is the most that anybody can say by them.
public enum MeasurementLevel: Int, Sendable, Comparable {
  /// No level: too little of the site, or nothing, is behind meters at the wall.
  case none
  /// Adequate.
  case one
  /// Moderate.
  case two
  /// Best.
  case three

  /// In what unit the fractions are given.
  static let (leastWattsOfOne, leastWattsOfTwo, leastNodes) = (2000.0, 10_000.0, 15)

  /// The lower one comes first.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// The level by the fraction of the machine alone.
  ///
  /// - Parameters:
  ///   - share: of the site's energy that flowed behind wall meters.
  ///   - watts: what was metered there, on average.
  ///   - nodes: behind meters.
  static func ofMachineFraction(_ share: Double, watts: Double, nodes: Int) -> Self {
    // The whole of a small machine is the whole of it.
    if share > 0.9999 { return .three }
    guard nodes >= leastNodes else { return .none }
    if share >= 0.125, watts >= leastWattsOfTwo { return .two }
    if share >= 0.1, watts >= leastWattsOfOne { return .one }
    return .none
  }
}

extension SiteStatistics {
  /// The share of the site's energy that flowed behind wall meters; nil where nobody saw any.
  public var wallShare: Double? {
    let whole = balance.energy.full
    guard whole > 0 else { return nil }
    return max(0, min(1, Double(equipment.whole) / Double(whole)))
  }

  /// The level that the fraction of the machine has; nil where nobody saw any energy.
  var machineFraction: MeasurementLevel? {
    wallShare.map { share in
      // What a metered node draws while its meter tells, times those nodes: others may have been seen for less time.
      let seconds = Double(equipment.slots) * 300
      let each = seconds > 0 ? Double(equipment.whole) / 1e6 / seconds : 0
      return .ofMachineFraction(share, watts: each * Double(meteredNodes), nodes: meteredNodes)
    }
  }

  /// The best level that all aspects together can have.
  public var measurementLevel: MeasurementLevel? { machineFraction.map { min($0, .one) } }
}
