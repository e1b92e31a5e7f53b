internal import CLinux

/// Standard output and standard error, written whole and without a buffer of their own.
public enum StandardStream: Int32, Sendable {
  case output = 1
  case error = 2

  /// Writes all of `text`; what a closed pipe does not take is lost.
  public func write(_ text: String) {
    write(bytes: Array(text.utf8))
  }

  /// Writes all of `bytes`; false where they cannot be written.
  @discardableResult
  public func write(bytes: [UInt8]) -> Bool {
    (try? deliver(bytes)) != nil
  }

  /// Writes all of `bytes`, or says why it cannot: a full disk, a pipe that nobody reads.
  public func deliver(_ bytes: [UInt8]) throws(SystemError) {
    guard unsafe bytes.withUnsafeBytes({ unsafe Self.write($0, to: rawValue) }) else {
      throw SystemError.last("write to", self == .output ? "standard output" : "standard error")
    }
  }

  /// Whether the stream is a terminal.
  public var isTerminal: Bool { isatty(rawValue) == 1 }

  private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
    var rest = unsafe bytes
    while unsafe !rest.isEmpty {
      let count = unsafe CLinux.write(descriptor, rest.baseAddress, rest.count)
      if count < 0 {
        if clinux_errno() == EINTR { continue }
        if clinux_errno() == EAGAIN {
          var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          unsafe poll(&wait, 1, 1000)
          continue
        }
        return false
      }
      unsafe rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
    return true
  }
}
