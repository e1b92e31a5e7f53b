internal import CLinux
public import LinuxFiles

/// How long the CPUs of the node have worked, all together.
///
/// Source: the first line of `/proc/stat`, in ticks of `USER_HZ`; Linux
/// `Documentation/filesystems/proc.rst` §1.7. CPUs that are offline stay in it.
public final class ProcessorTime {
  /// Times since boot, in nanoseconds.
  public struct Total: Sendable, Equatable {
    /// Spent in programs, guests, the kernel and interrupts.
    public var busy: UInt64
    /// That, and what was idle. What the hypervisor took away is in neither.
    public var given: UInt64

    /// Two times.
    public init(busy: UInt64, given: UInt64) {
      self.busy = busy
      self.given = given
    }
  }

  private let file: KernelFile
  private let tick: UInt64

  /// Opens the file.
  public init(below root: borrowing Root) throws(SystemError) {
    file = try KernelFile("stat", below: root.proc)
    tick = 1_000_000_000 / UInt64(max(1, sysconf(Int32(_SC_CLK_TCK))))
  }

  /// The times now.
  public func total(buffer: inout ReadBuffer) throws(SystemError) -> Total {
    guard let total = Self.total(in: try file.contents(into: &buffer), tick: tick) else {
      throw SystemError(code: EINVAL, operation: "parse", path: "/proc/stat")
    }
    return total
  }

  /// Reads the first line; `user` and `nice` hold the time of guests already.
  static func total(in text: Span<UInt8>, tick: UInt64) -> Total? {
    var scanner = ByteScanner(text)
    guard scanner.skip("cpu ") else { return nil }
    var columns = InlineArray<7, UInt64>(repeating: 0)
    for index in columns.indices {
      guard let ticks = scanner.unsigned(), ticks < 1 << 50 else { return nil }
      columns[index] = ticks
    }
    let (user, nice, system, idle) = (columns[0], columns[1], columns[2], columns[3])
    let busy = user + nice + system + columns[5] + columns[6]
    return Total(busy: busy * tick, given: (busy + idle + columns[4]) * tick)
  }
}
