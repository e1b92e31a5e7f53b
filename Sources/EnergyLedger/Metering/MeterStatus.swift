public import NodeModel

/// How a meter stands.
public struct MeterStatus: Sendable, Equatable {
  /// Everything that it has seen in this epoch; not to be added to other meters.
  public let energy: Microjoules
  /// Why it cannot be read now; nil where it can.
  public let failure: FailureReason?
  /// How many reads have failed.
  public let failures: UInt64
  /// How many readings were not believed.
  public let refusals: UInt64
  /// How often its energy could not be known.
  public let losses: UInt64
  /// How often its counter has wrapped.
  public let wraps: UInt64
  /// The longest bridged time between two readings of power, in nanoseconds; 0 for counters.
  public let longestGap: UInt64
  /// Whether it shows what another meter shows already.
  public let isMirror: Bool
  /// Whether it has seen energy flow since the ledger was made: a counter that never moves can be read as well.
  public let hasSeenEnergy: Bool
}
