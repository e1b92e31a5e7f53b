/// Where a run learns that CPUs were slowed down, or threads stopped.
public protocol ThrottleCounter {
  /// How often since some beginning; nil where it cannot be read.
  func events() -> UInt64?
}
