internal import CLinux
internal import LinuxFiles

/// A thread that does one piece of work, at a low priority, and is gone.
///
/// For what may wait for a disk: an agent with nothing to write has no such thread.
final class BriefThread: Sendable {
  /// How far behind all others it stands.
  private static let niceness: Int32 = 10
  /// SQLite and our own code need less than 64 kB.
  private static let stackBytes = 512 << 10

  private let work: @Sendable () -> Void

  private init(_ work: @escaping @Sendable () -> Void) {
    self.work = work
  }

  /// Starts one; nobody waits for it.
  static func run(_ name: String, _ work: @escaping @Sendable () -> Void) throws(SystemError) {
    let box = unsafe Unmanaged.passRetained(BriefThread(work)).toOpaque()
    let failure = unsafe clinux_start_thread(name, niceness, stackBytes, Self.begin, box)
    guard failure == 0 else {
      unsafe Unmanaged<BriefThread>.fromOpaque(box).release()
      throw SystemError(code: failure, operation: "start a thread")
    }
  }

  private static let begin: @convention(c) (UnsafeMutableRawPointer?) -> Void = { box in
    guard let box = unsafe box else { return }
    unsafe Unmanaged<BriefThread>.fromOpaque(box).takeRetainedValue().work()
  }
}
