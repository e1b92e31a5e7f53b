/// When a round was, by all three clocks of a node, in nanoseconds.
public struct RoundTime: Sendable, Equatable {
  /// Since boot, suspended time included.
  public var boottime: Int64
  /// Since boot, without suspended time.
  public var awake: Int64
  /// Since 1970.
  public var realtime: Int64

  /// A time; `awake` may be left out where the machine never sleeps.
  public init(boottime: UInt64, awake: UInt64? = nil, realtime: UInt64) {
    let most: UInt64 = 1 << 61
    self.boottime = Int64(min(boottime, most))
    self.awake = Int64(min(awake ?? boottime, most))
    self.realtime = Int64(min(realtime, most))
  }
}
