public import NodeModel

/// One rung of the ladder as it stands now.
public struct LadderStep: Sendable, Equatable {
  /// What the step says of its rung.
  public enum State: Sendable, Equatable {
    /// The node's figure comes from here, or a part of it.
    case source
    /// It could be, but a better one is.
    case spare
    /// It cannot be, and this is why.
    case unavailable(FailureReason)
  }

  /// Which rung.
  public let rung: Rung
  /// How it stands.
  public let state: State
  /// Where the node's figure is a sum of components: why a processor's counter is not in it, and an
  /// estimate or nothing stands in its place; nil where none is missing.
  public internal(set) var lacks: FailureReason?
}
