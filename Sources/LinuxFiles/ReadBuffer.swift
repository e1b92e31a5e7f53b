internal import CLinux

/// Memory that files are read into, one after the other; it grows to the largest of them and stays.
public struct ReadBuffer: ~Copyable {
  /// The largest file that is read, in bytes. `/proc/stat` of 1,024 CPUs has 200 kB.
  public static let limit = 4 << 20

  private var memory: [UInt8]

  /// Starts with one page, the most that a sysfs attribute can have.
  public init() {
    memory = Array(repeating: 0, count: 4096)
  }

  /// Reads a whole file from its beginning to the read that returns nothing: seq_file hands large
  /// files out in pieces, so a short read is no end, unless it is known to be a single record.
  @_lifetime(&self)
  mutating func fill(
    from descriptor: Int32, isRecord: Bool = false
  ) throws(SystemError) -> Span<UInt8> {
    var length = 0
    while true {
      let count = unsafe memory.withUnsafeMutableBytes {
        unsafe pread(
          descriptor, $0.baseAddress?.advanced(by: length), $0.count - length, off_t(length))
      }
      if count == 0 { return memory.span.extracting(first: length) }
      if count < 0 {
        if clinux_errno() == EINTR { continue }
        throw SystemError.last("read")
      }
      length += count
      guard length == memory.count else {
        if isRecord { return memory.span.extracting(first: length) }
        continue
      }
      // The text may be another one by now: what did not fit is read again as a whole.
      guard memory.count < Self.limit else {
        throw SystemError(code: EFBIG, operation: "read")
      }
      memory = Array(repeating: 0, count: memory.count * 2)
      length = 0
    }
  }

  /// The next raw entries of an open directory (`struct linux_dirent64`); empty at the end.
  @_lifetime(&self)
  mutating func entries(of directory: Int32) throws(SystemError) -> Span<UInt8> {
    let length = unsafe memory.withUnsafeMutableBytes {
      unsafe clinux_getdents(directory, $0.baseAddress, $0.count)
    }
    guard length >= 0 else { throw SystemError.last("read") }
    return memory.span.extracting(first: length)
  }

  /// What a pipe holds now, at most the buffer's size; empty at its end.
  @_lifetime(&self)
  public mutating func available(
    from descriptor: borrowing FileDescriptor
  ) throws(SystemError) -> Span<UInt8> {
    while true {
      let count = unsafe memory.withUnsafeMutableBytes {
        unsafe read(descriptor.raw, $0.baseAddress, $0.count)
      }
      if count >= 0 { return memory.span.extracting(first: count) }
      if clinux_errno() != EINTR { throw SystemError.last("read") }
    }
  }
}
