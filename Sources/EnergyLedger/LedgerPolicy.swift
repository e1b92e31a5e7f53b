public import NodeModel

/// The choices that an administrator makes about the ledger.
public struct LedgerPolicy: Sendable, Equatable {
  /// Who bears energy that flows without activity.
  public var statics = StaticPolicy.reserved
  /// So long a source that fails is waited for, before a lower rung takes its place; in nanoseconds.
  public var patience = leastPatience
  /// Energy that became known after more time than this goes to `gap`, not to jobs; in nanoseconds: one slot.
  public var longestGap: UInt64 = 300_000_000_000

  /// The defaults, for rounds up to four seconds apart.
  public init() {}

  /// Takes up how far rounds are apart, in nanoseconds: a read that fails has to be tried again before anything
  /// stands in for it. Two rounds and a second, since a round may come late.
  public mutating func follow(interval: UInt64) {
    patience = max(Self.leastPatience, 2 * min(interval, 1 << 56) + 1_000_000_000)
  }

  private static let leastPatience: UInt64 = 10_000_000_000
}
