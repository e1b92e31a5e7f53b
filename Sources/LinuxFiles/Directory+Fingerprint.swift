internal import CLinux

extension Directory {
  /// A number that changes when entries of the directory `path` below this one come, go, or are replaced
  /// by others of the same name (their inode is another); 0 where there is no such directory, or it is
  /// empty; nil where it cannot be read, which says nothing of what is in it.
  ///
  /// It allocates nothing, so a round may look whether hardware changed. The order of the entries does
  /// not matter: the kernel hashes them.
  public func fingerprint(of path: String = ".", buffer: inout ReadBuffer) -> UInt64? {
    var sum: UInt64 = 0
    do throws(SystemError) {
      try walk(path, buffer: &buffer) { sum &+= Self.mix($0) }
    } catch {
      return error.isAbsent ? 0 : nil
    }
    return sum
  }

  /// A number for where the symbolic link `path` below this directory points to; 0 where there is none. It
  /// allocates nothing.
  public func fingerprint(ofLink path: String) -> UInt64 {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { target in
      guard let start = target.baseAddress else { return 0 }
      let length = unsafe readlinkat(raw, path, start, target.count)
      guard length > 0 else { return 0 }
      return unsafe start.withMemoryRebound(to: UInt8.self, capacity: length) {
        unsafe Fingerprint(of: Span(_unsafeStart: $0, count: length)).value
      }
    }
  }

  /// How many entries the directory `path` below this one has: 0 where there is none of that name, nil
  /// where it cannot be read.
  public func count(of path: String, buffer: inout ReadBuffer) -> UInt64? {
    var count: UInt64 = 0
    do throws(SystemError) {
      try walk(path, buffer: &buffer) { _ in count += 1 }
    } catch {
      return error.isAbsent ? 0 : nil
    }
    return count
  }

  /// Shows `body` every entry but hidden ones, as a `struct linux_dirent64` of getdents64(2): inode number
  /// in bytes 0–7, length of the entry in bytes 16–17, name from byte 19 on.
  private func walk(
    _ path: String, buffer: inout ReadBuffer, body: (Span<UInt8>) -> Void
  ) throws(SystemError) {
    let directory = try FileDescriptor(opening: path, below: raw, flags: O_RDONLY | O_DIRECTORY)
    while true {
      let bytes = try buffer.entries(of: directory.raw)
      guard bytes.count > 0 else { return }
      var start = 0
      while start + 19 < bytes.count {
        let length = Int(bytes[start + 16]) | Int(bytes[start + 17]) << 8
        guard length > 19, start + length <= bytes.count else { break }
        if bytes[start + 19] != UInt8(ascii: ".") {
          body(bytes.extracting(start..<start + length))
        }
        start += length
      }
    }
  }

  /// The inode number and the name of one entry, the offset between them left out; never 0.
  private static func mix(_ entry: Span<UInt8>) -> UInt64 {
    var end = 19
    while end < entry.count, entry[end] != 0 { end += 1 }
    var fingerprint = Fingerprint(of: entry.extracting(0..<8))
    fingerprint.combine(entry.extracting(19..<end))
    return fingerprint.value | 1
  }
}
