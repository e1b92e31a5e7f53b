internal import CLinux

/// Where a run takes its time from; tests give their own.
public protocol BenchClock {
  /// Nanoseconds since some beginning, never going back.
  func nanoseconds() -> UInt64
}

/// The kernel's CLOCK_MONOTONIC.
public struct MonotonicClock: BenchClock {
  /// There is only one.
  public init() {}

  /// Nanoseconds since boot, without the time asleep.
  public func nanoseconds() -> UInt64 { clinux_monotonic_nanoseconds() }
}

extension BenchClock {
  /// Seconds since some beginning.
  func seconds() -> Double { Double(nanoseconds()) / 1e9 }
}
