internal import CLinux
public import LinuxFiles

/// The two clocks of a node: time since boot for intervals, realtime for people.
///
/// A test drives time through a mapped file of two little-endian 64-bit words, boot time and realtime in
/// nanoseconds, which it advances itself.
public struct NodeClock: Sendable {
  private let driven: WordFile?

  /// The kernel's clocks.
  public init() {
    driven = nil
  }

  /// Clocks that whoever writes the file `path` drives.
  public init(drivenBy path: String) throws(SystemError) {
    driven = try WordFile(path, count: 2)
  }

  /// Whether time is driven by a file and not by the kernel.
  public var isDriven: Bool { driven != nil }

  /// Nanoseconds since boot, suspended time included.
  public func now() -> UInt64 {
    driven?[0] ?? Self.read(CLOCK_BOOTTIME)
  }

  /// Nanoseconds since boot without the time in which the machine was suspended.
  public func awake() -> UInt64 {
    driven?[0] ?? Self.read(CLOCK_MONOTONIC)
  }

  /// Nanoseconds since 1970 UTC.
  public func wallTime() -> UInt64 {
    driven?[1] ?? Self.read(CLOCK_REALTIME)
  }

  /// Nanoseconds of CLOCK_MONOTONIC, for who asks for that very clock.
  static func monotonic() -> UInt64 {
    read(CLOCK_MONOTONIC)
  }

  /// CPU time of this thread in nanoseconds; never driven, for it is a cost and not a time.
  public static func threadTime() -> UInt64 {
    read(CLOCK_THREAD_CPUTIME_ID)
  }

  private static func read(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
