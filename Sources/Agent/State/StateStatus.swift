/// How what outlives the agent stands; the agent puts it on its page.
public struct StateStatus: Equatable, Sendable {
  /// Why rounds are not kept; nil where they are.
  public var keeping: StateFailure?
  /// Why nothing is written that would survive a power loss; nil where it is.
  public var syncing: StateFailure?
  /// Why closed rows and jobs are not filed; nil where they are.
  public var filing: StateFailure?
  /// The realtime of the last round that would survive a power loss, in nanoseconds; 0: none.
  public var lastSync: UInt64 = 0
  /// The realtime of the last time that rows or jobs were filed, in nanoseconds; 0: never since the start.
  public var lastFiling: UInt64 = 0
  /// Rows that were given up in this epoch, because the store did not take them while there was room for them.
  public var lostRows: UInt64 = 0
  /// Bytes of `ledger.sqlite`, its log not counted.
  public var storeBytes: UInt64 = 0

  /// Whether all is kept.
  public var isHealthy: Bool { keeping == nil && syncing == nil && filing == nil }
}
