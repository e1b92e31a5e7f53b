/// Where a run learns that CPUs were slowed down.
public protocol ThrottleCounter {
  /// Slow-downs of all CPUs since boot; nil where it cannot be read.
  func events() -> UInt64?
}
