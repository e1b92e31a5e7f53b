internal import CLinux

/// A thread of its own that does one piece of work and is gone; nobody waits for it.
public final class DetachedThread: Sendable {
  /// SQLite and our own code need less than 64 kB.
  private static let stackBytes = 512 << 10

  private let work: @Sendable () -> Void

  private init(_ work: @escaping @Sendable () -> Void) {
    self.work = work
  }

  /// Starts one.
  ///
  /// - Parameters:
  ///   - name: as ps shows it, at most 15 bytes.
  ///   - niceness: how far it stands behind all others, up to 19.
  public static func run(
    _ name: String, niceness: Int32 = 0, _ work: @escaping @Sendable () -> Void
  ) throws(SystemError) {
    let box = unsafe Unmanaged.passRetained(DetachedThread(work)).toOpaque()
    let failure = unsafe clinux_start_thread(name, niceness, stackBytes, Self.begin, box)
    guard failure == 0 else {
      unsafe Unmanaged<DetachedThread>.fromOpaque(box).release()
      throw SystemError(code: failure, operation: "start a thread")
    }
  }

  private static let begin: @convention(c) (UnsafeMutableRawPointer?) -> Void = { box in
    guard let box = unsafe box else { return }
    unsafe Unmanaged<DetachedThread>.fromOpaque(box).takeRetainedValue().work()
  }
}
