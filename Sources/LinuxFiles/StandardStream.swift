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

  /// Writes all of `text` if whoever reads takes it within `milliseconds` for each part; false where the rest is lost.
  ///
  /// No part is longer than a pipe with room takes at once (`PIPE_BUF`), since a write of more would wait.
  public func offer(_ text: String, milliseconds: Int32) -> Bool {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      var wait = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
      let ready = unsafe poll(&wait, 1, milliseconds)
      if ready < 0, clinux_errno() == EINTR { continue }
      guard ready > 0 else { return false }
      let count = unsafe rest.prefix(Self.pipeAtom).withUnsafeBytes { unsafe put($0) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if count == 0 || clinux_errno() != EINTR {
        return false
      }
    }
    return true
  }

  /// `PIPE_BUF` of limits.h.
  private static let pipeAtom = 4096

  /// One write that waits for nobody, where the stream is a socket; the journal's is.
  private func put(_ bytes: UnsafeRawBufferPointer) -> Int {
    let count = unsafe send(
      rawValue, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
    guard count < 0, clinux_errno() == ENOTSOCK else { return count }
    return unsafe CLinux.write(rawValue, bytes.baseAddress, bytes.count)
  }

  /// Whether this is the stream that systemd has connected to the journal: `JOURNAL_STREAM` names its device and
  /// inode, and stands also in the environment of whatever is started from there with other streams (systemd.exec(5)).
  public func isJournal(_ variable: String?) -> Bool {
    var status = stat()
    guard let variable, unsafe fstat(rawValue, &status) == 0 else { return false }
    return variable == "\(status.st_dev):\(status.st_ino)"
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
