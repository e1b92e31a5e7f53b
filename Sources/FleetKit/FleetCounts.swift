/// What became of the documents of all inputs.
public struct FleetCounts: Sendable, Equatable {
  /// Reports that were taken, each once.
  public var documents = 0
  /// Documents that were refused.
  public var refused = 0
  /// Reports that had been taken before, byte by byte.
  public var duplicates = 0
  /// Bytes of text, unpacked.
  public var bytes = 0
  /// Nodes of which there is a report.
  public var nodes = 0
  /// Rows of the documents that were taken.
  public var rows = 0

  /// Nothing yet.
  public init() {}
}
