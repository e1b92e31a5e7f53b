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

  /// A kind of component whose counters are not all in a sum.
  public struct Lack: Sendable, Equatable {
    /// Of which no counter, or not each, can be read; `rest` where nothing tells fans, drives, the board and what the
    /// power supply loses.
    public let component: EnergyComponent
    /// Why.
    public let reason: FailureReason

    /// States a lack.
    public init(_ component: EnergyComponent, _ reason: FailureReason) {
      (self.component, self.reason) = (component, reason)
    }
  }

  /// Which rung.
  public let rung: Rung
  /// How it stands.
  public let state: State
  /// Where the node's figure is a sum: what is on the node and not in it. In the place of a processor's counter an
  /// estimate stands or nothing, in that of an accelerator's and of the rest nothing: then the node draws more than the
  /// figure, and nobody knows how much. Empty where nothing is missing.
  public internal(set) var lacks: [Lack] = []
}
