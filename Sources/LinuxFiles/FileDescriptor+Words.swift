internal import CLinux

/// Words of this machine's byte order at places of an ordinary file, for who writes without a mapping.
extension FileDescriptor {
  /// Writes all of `words` from the byte `offset` on. Allocates nothing.
  public func write(_ words: [UInt64], at offset: Int) throws(SystemError) {
    var done = 0
    while done < words.count * 8 {
      let count = unsafe words.withUnsafeBytes {
        unsafe pwrite(
          raw, $0.baseAddress?.advanced(by: done), $0.count - done, off_t(offset + done))
      }
      if count < 0 {
        if clinux_errno() == EINTR { continue }
        throw SystemError.last("write")
      }
      done += count
    }
  }

  /// Writes `head` and, right behind it, `words` from the byte `offset` on, if it may be with one call. Allocates
  /// nothing.
  public func write(_ head: [UInt64], _ words: [UInt64], at offset: Int) throws(SystemError) {
    let count = unsafe head.withUnsafeBytes { head in
      unsafe words.withUnsafeBytes { words in
        var parts = unsafe (
          iovec(iov_base: UnsafeMutableRawPointer(mutating: head.baseAddress), iov_len: head.count),
          iovec(
            iov_base: UnsafeMutableRawPointer(mutating: words.baseAddress), iov_len: words.count)
        )
        return unsafe withUnsafeBytes(of: &parts) {
          unsafe pwritev(raw, $0.assumingMemoryBound(to: iovec.self).baseAddress, 2, off_t(offset))
        }
      }
    }
    if count == (head.count + words.count) * 8 { return }
    // Less than all, or nothing: whoever writes the rest hears why there is no more.
    try write(words, at: offset + head.count * 8)
    try write(head, at: offset)
  }

  /// The next `count` words from the byte `offset` on; fewer where the file ends before.
  public func words(_ count: Int, at offset: Int) throws(SystemError) -> [UInt64] {
    var words = [UInt64](repeating: 0, count: count)
    var done = 0
    while done < count * 8 {
      let length = unsafe words.withUnsafeMutableBytes {
        unsafe pread(
          raw, $0.baseAddress?.advanced(by: done), $0.count - done, off_t(offset + done))
      }
      if length == 0 { break }
      if length < 0 {
        if clinux_errno() == EINTR { continue }
        throw SystemError.last("read")
      }
      done += length
    }
    words.removeLast(count - done / 8)
    return words
  }

  /// Makes room for `bytes` from a place on, so that writing there needs no more; what is written stays.
  public func reserve(_ bytes: Int, at offset: Int) throws(SystemError) {
    let code = posix_fallocate(raw, off_t(offset), off_t(bytes))
    guard code == 0 else { throw SystemError(code: code, operation: "reserve room in") }
  }

  /// Returns when what was written is on the disk.
  public func sync() throws(SystemError) {
    guard fdatasync(raw) == 0 else { throw SystemError.last("sync") }
  }

  /// Whether this is an ordinary file, and how many names it has.
  public func names() throws(SystemError) -> (isOrdinary: Bool, count: Int) {
    var status = stat()
    guard unsafe fstat(raw, &status) == 0 else { throw SystemError.last("stat") }
    return (Int32(status.st_mode) & S_IFMT == S_IFREG, Int(status.st_nlink))
  }
}

extension Directory {
  /// Returns when names that came and went are on the disk.
  public func sync() throws(SystemError) {
    guard fsync(raw) == 0 else { throw SystemError.last("sync", name) }
  }
}
