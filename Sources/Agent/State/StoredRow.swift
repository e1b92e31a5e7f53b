public import NodeModel

/// A closed row with its place in the order in which rows are delivered.
public struct StoredRow: Sendable, Equatable {
  /// Counts up through all epochs; a row that was replaced by a higher revision gets a new one. Whoever takes
  /// rows asks for those after the last position it has.
  public var position: UInt64
  /// The row.
  public var row: EnergyRow
}
