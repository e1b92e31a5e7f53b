public import NodeModel

/// What a command was given by a ledger of its own, while no agent ran.
public struct CommandEnergy: Sendable, Equatable {
  /// When the command began, in nanoseconds since 1970.
  public var start: UInt64
  /// What it was given of each component, in microjoules.
  public var energy: [EnergyComponent: UInt64]

  /// The energy of a command.
  public init(start: UInt64, energy: [EnergyComponent: UInt64]) {
    (self.start, self.energy) = (start, energy)
  }
}
