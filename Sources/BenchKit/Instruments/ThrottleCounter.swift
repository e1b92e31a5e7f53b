/// Where a run learns that CPUs were slowed down; tests give their own.
public protocol ThrottleCounter {
  /// How often since some beginning, these CPUs and their packages; nil where it cannot be read.
  func events(on cpus: [Int]) -> UInt64?
}
