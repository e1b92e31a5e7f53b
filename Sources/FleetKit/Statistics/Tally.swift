internal import NodeModel

/// Energy of an owner with what it came to.
public struct Tally: Sendable, Hashable {
  /// In microjoules.
  public private(set) var energy = EnergyTally()
  /// Carbon and cost.
  public private(set) var footprint = FootprintTally()

  /// Nothing.
  public init() {}

  /// Adds a row, each slot with the factors of its time.
  mutating func add(_ row: FleetRow, by factors: NodeFactors) {
    energy.add(row)
    factors.split(row) { energy, entry in footprint.count(energy, by: entry) }
  }

  /// Both together.
  public static func += (left: inout Tally, right: Tally) {
    left.energy += right.energy
    left.footprint += right.footprint
  }
}
