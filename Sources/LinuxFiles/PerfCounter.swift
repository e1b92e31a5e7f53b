internal import CLinux

/// A counter of a performance monitoring unit that counts for a whole CPU, such as the energy of its package.
///
/// System call: `perf_event_open(2)`. It counts from 0 when it is opened, in 64 bits.
public final class PerfCounter: Sendable {
  private let descriptor: FileDescriptor

  /// Opens the counter `config` of the unit with the number `type` on `cpu`. Root, CAP_PERFMON or
  /// `kernel.perf_event_paranoid` below 1 are asked for.
  public init(type: UInt32, config: UInt64, cpu: Int32) throws(SystemError) {
    let raw = clinux_perf_counter(type, config, cpu)
    guard raw >= 0 else { throw SystemError.last("open a perf event") }
    descriptor = FileDescriptor(owning: raw)
  }

  /// The count since it was opened.
  public func count() throws(SystemError) -> UInt64 {
    var word: UInt64 = 0
    let length = unsafe read(descriptor.raw, &word, 8)
    guard length >= 0 else { throw SystemError.last("read a perf event") }
    // The kernel gave the event up, as it does when its CPU goes.
    guard length == 8 else { throw SystemError(code: ENODATA, operation: "read a perf event") }
    return word
  }
}
