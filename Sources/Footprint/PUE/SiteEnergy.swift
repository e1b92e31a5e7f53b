public import NodeModel

/// What the meters of one or more sites show over one interval.
///
/// Energies of several sites are added before they are divided: the mean of two PUE is no PUE.
public struct SiteEnergy: Sendable, Hashable {
  /// What the sites drew, µJ.
  public private(set) var facility: UInt128
  /// What their IT equipment drew, µJ.
  public private(set) var equipment: UInt128

  /// States the energies of one site in microjoules.
  public init(facility: UInt64, equipment: UInt64) {
    self.facility = UInt128(facility)
    self.equipment = UInt128(equipment)
  }

  /// Adds another site, or another interval of the same.
  public static func += (left: inout Self, right: Self) {
    left.facility += right.facility
    left.equipment += right.equipment
  }

  /// Sum of facility energy over sum of IT energy, to the nearest millionth.
  public func ratio() throws(PUERefusal) -> Millionths {
    guard equipment > 0 else { throw .noITEnergy }
    guard facility >= equipment else { throw .belowOne }
    let (scaled, overflow) = facility.multipliedReportingOverflow(by: 1_000_000)
    let ratio = (overflow ? .max : scaled + equipment / 2) / equipment
    guard ratio <= UInt128(PowerUsageEffectiveness.largest.count) else { throw .implausible }
    return Millionths(count: UInt64(ratio))
  }
}
