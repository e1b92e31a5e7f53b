internal import CLinux

/// Where a run takes its time from; tests give their own.
public protocol BenchClock {
  /// Nanoseconds since some beginning, never going back.
  func nanoseconds() -> UInt64
  /// Nanoseconds since 1970, as people count.
  func realtime() -> UInt64
}

/// The kernel's clocks.
public struct MonotonicClock: BenchClock {
  /// There is only one.
  public init() {}

  /// Nanoseconds since boot, without the time asleep.
  public func nanoseconds() -> UInt64 { clinux_monotonic_nanoseconds() }

  /// The kernel's CLOCK_REALTIME.
  public func realtime() -> UInt64 { clinux_realtime_nanoseconds() }
}

extension BenchClock {
  /// Seconds since some beginning.
  func seconds() -> Double { Double(nanoseconds()) / 1e9 }
}
