internal import NodeModel

/// A report, and what is said beside it.
public struct MadeReport: Sendable {
  /// The document, with a line end.
  public var bytes: [UInt8]
  /// The position of the last row of the store that it has, or knows: what the next report is to be after.
  public var position: UInt64
  /// Whether rows of the store follow.
  public var isCut: Bool
}
