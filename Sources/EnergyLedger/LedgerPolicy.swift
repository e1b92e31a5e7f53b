public import NodeModel

/// The choices that an administrator makes about the ledger.
public struct LedgerPolicy: Sendable, Equatable {
  /// Who bears energy that flows without activity.
  public var statics = StaticPolicy.reserved
  /// So long a source that fails is waited for, before a lower rung takes its place; in nanoseconds.
  public var patience: UInt64 = 10_000_000_000
  /// Energy that became known after more time than this goes to `gap`, not to jobs; in nanoseconds: one slot.
  public var longestGap: UInt64 = 300_000_000_000

  /// The defaults.
  public init() {}
}
