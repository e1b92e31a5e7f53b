/// The immutable state that one sampling round produced; every exporter renders one, none touches
/// hardware.
public struct Snapshot: Sendable {
  /// The number of the round, from 1.
  public let sequence: UInt64
  /// Boot time in nanoseconds when the round was finished.
  public let time: UInt64
  /// Realtime in nanoseconds since 1970 when the round was finished.
  public let wallTime: UInt64
  /// The meaning of the values.
  public let catalogue: Catalogue
  /// One value for each entry of the catalogue.
  public let values: [Value]

  /// Puts a finished round together.
  public init(
    sequence: UInt64, time: UInt64, wallTime: UInt64, catalogue: Catalogue, values: [Value]
  ) {
    self.sequence = sequence
    self.time = time
    self.wallTime = wallTime
    self.catalogue = catalogue
    self.values = values
  }

  /// The storage of a snapshot that nobody needs any more, for the next one.
  public consuming func recycled() -> [Value] {
    values
  }
}
