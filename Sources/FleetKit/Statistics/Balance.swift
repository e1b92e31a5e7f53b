internal import Footprint

/// The energy of nodes: what was handed out to jobs and buckets, less what was handed out too much.
public struct Balance: Sendable, Hashable {
  /// Of all jobs and of all buckets but `residual_under`.
  public internal(set) var added = Tally()
  /// Of `residual_under`.
  public internal(set) var withdrawn = Tally()

  /// Nothing.
  public init() {}

  /// Energy that counts as it is.
  public init(_ added: Tally) { self.added = added }

  /// Energy that counts negative.
  public init(withdrawn: Tally) { self.withdrawn = withdrawn }

  /// What the nodes used.
  public var energy: EnergyTally { added.energy - withdrawn.energy }

  /// Energy of sites over energy of their nodes, both summed; nil without factors, and where what was withdrawn is not a
  /// part of what was handed out: no more was, or by greater factors, so that less is left for sites than for nodes.
  public var effectiveness: Double? {
    let (added, withdrawn) = (added.footprint, withdrawn.footprint)
    let energies = (added.energy, withdrawn.energy)
    let facilities = (added.facility.parts, withdrawn.facility.parts)
    guard energies.0 > energies.1, facilities.0 > facilities.1 else { return nil }
    // A part of a kilowatt hour is a millionth of a millionth of a microjoule.
    let ratio = Double(facilities.0 - facilities.1) / 1e12 / Double(energies.0 - energies.1)
    // What is exactly 1 may be rounded below it.
    return ratio > 1 - 1e-9 ? max(1, ratio) : nil
  }

  /// Both together.
  public static func += (left: inout Balance, right: Balance) {
    left.added += right.added
    left.withdrawn += right.withdrawn
  }
}
