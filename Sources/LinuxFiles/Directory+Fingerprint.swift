internal import CLinux

extension Directory {
  /// A number that changes when entries of the directory `path` come or go; 0 where it cannot be read.
  ///
  /// It allocates nothing, so that a round can ask whether devices are still those that were found.
  public func fingerprint(of path: String = ".") -> UInt64 {
    guard
      let opened = try? FileDescriptor(opening: path, below: raw, flags: O_RDONLY | O_DIRECTORY)
    else { return 0 }
    let descriptor = opened.raw
    return unsafe withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 8) { memory in
      var sum: UInt64 = 1
      while true {
        let length = unsafe clinux_getdents64(descriptor, memory.baseAddress, 4096)
        guard length > 0 else { return sum }
        let entries = unsafe UnsafeRawBufferPointer(rebasing: memory[..<length])
        sum &+= unsafe Self.hashes(in: RawSpan(_unsafeBytes: entries))
      }
    }
  }

  /// The sum of the hashes (FNV-1a, 64 bit) of all names: the order in which they come is no matter.
  private static func hashes(in entries: RawSpan) -> UInt64 {
    // struct linux_dirent64: 8 bytes of inode, 8 of offset, 2 of length, 1 of type, the name.
    let lengthOffset = 16
    let nameOffset = 19
    var sum: UInt64 = 0
    var start = 0
    while start + nameOffset < entries.byteCount {
      let length = Int(
        unsafe entries.unsafeLoadUnaligned(fromByteOffset: start + lengthOffset, as: UInt16.self))
      guard length > nameOffset, start + length <= entries.byteCount else { return sum }
      var hash: UInt64 = 0xcbf2_9ce4_8422_2325
      for place in start + nameOffset..<start + length {
        let byte = unsafe entries.unsafeLoad(fromByteOffset: place, as: UInt8.self)
        if byte == 0 { break }
        hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
      }
      sum &+= hash
      start += length
    }
    return sum
  }
}
