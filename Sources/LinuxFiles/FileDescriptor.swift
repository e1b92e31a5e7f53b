internal import CLinux

/// An owned file descriptor; closed exactly once.
public struct FileDescriptor: ~Copyable, Sendable {
  /// The number the kernel knows it by; valid as long as this value lives.
  public let raw: Int32

  /// Takes over an open descriptor.
  public init(owning raw: Int32) {
    self.raw = raw
  }

  /// Stands for the directory that relative names start from.
  public static let workingDirectory: Int32 = AT_FDCWD

  deinit {
    close(raw)
  }

  /// Opens `path` below the directory `parent` (or the working directory), never blocking on a FIFO.
  public init(
    opening path: String, below parent: Int32 = FileDescriptor.workingDirectory, flags: Int32 = 0,
    mode: UInt32 = 0
  ) throws(SystemError) {
    let descriptor = unsafe path.withCString {
      unsafe clinux_openat(parent, $0, flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, mode)
    }
    guard descriptor >= 0 else { throw SystemError.last("open", path) }
    raw = descriptor
  }

  /// Gives the descriptor away; the caller closes it.
  public consuming func release() -> Int32 {
    let descriptor = raw
    discard self
    return descriptor
  }
}
