internal import NodeModel

extension IntensityChain {
  /// What stands in for the place that was named, why, and how its own factor can be had; nil where its own is used,
  /// or the next best that there is of a cloud's region.
  public var standIn: String? {
    let used = intensity(at: 0)
    let steps = steps(at: 0)
    if steps.contains(where: { $0.miss == .otherBasis }),
      let own = try? IntensityChain(place, basis: basis.other).intensity(at: 0)
    {
      return
        "its own factor is \(own.basis.rawValue) (\(Self.text(of: own))); with basis \(basis.rawValue) that of "
        + "\(used.zone) is used (\(Self.text(of: used))); basis: \(own.basis.rawValue) takes its own"
    }
    let isUntabled = steps.contains {
      ($0.rung == .subnational && place.region == nil) || $0.rung == .country
        ? $0.miss == .unknownPlace || $0.miss == .implausible : false
    }
    guard isUntabled else { return nil }
    return "the tables have no factor of it; that of \(used.zone) is used (\(Self.text(of: used)))"
  }

  private static func text(of intensity: GridIntensity) -> String {
    "\(intensity.factor.value.double) g/kWh" + (intensity.year.map { ", \($0)" } ?? "")
  }
}

extension EmissionBasis {
  fileprivate var other: EmissionBasis { self == .direct ? .lifecycle : .direct }
}
