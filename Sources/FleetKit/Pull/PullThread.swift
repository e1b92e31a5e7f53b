internal import CLinux
internal import LinuxFiles

/// A thread that waits for agents.
final class PullThread: Sendable {
  private static let stackBytes = 512 << 10

  private let work: @Sendable () -> Void

  private init(_ work: @escaping @Sendable () -> Void) {
    self.work = work
  }

  /// Starts one; nobody waits for it.
  static func run(_ work: @escaping @Sendable () -> Void) throws(SystemError) {
    let box = unsafe Unmanaged.passRetained(PullThread(work)).toOpaque()
    let failure = unsafe clinux_start_thread("pull", 0, stackBytes, Self.begin, box)
    guard failure == 0 else {
      unsafe Unmanaged<PullThread>.fromOpaque(box).release()
      throw SystemError(code: failure, operation: "start a thread")
    }
  }

  private static let begin: @convention(c) (UnsafeMutableRawPointer?) -> Void = { box in
    guard let box = unsafe box else { return }
    unsafe Unmanaged<PullThread>.fromOpaque(box).takeRetainedValue().work()
  }
}
