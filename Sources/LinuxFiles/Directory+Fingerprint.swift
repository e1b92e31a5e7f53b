internal import CLinux

extension Directory {
  /// A number that changes when entries of the directory `path` below this one come, go, or are replaced
  /// by others of the same name (their inode is another); 0 where there is no such directory, or it is
  /// empty.
  ///
  /// It allocates nothing, so a round may look whether hardware changed. The order of the entries does
  /// not matter: the kernel hashes them.
  public func fingerprint(of path: String = ".", buffer: inout ReadBuffer) -> UInt64 {
    var sum: UInt64 = 0
    walk(path, buffer: &buffer) { sum &+= Self.mix($0) }
    return sum
  }

  /// How many entries the directory `path` below this one has.
  public func count(of path: String, buffer: inout ReadBuffer) -> UInt64 {
    var count: UInt64 = 0
    walk(path, buffer: &buffer) { _ in count += 1 }
    return count
  }

  /// Shows `body` every entry but hidden ones, as a `struct linux_dirent64` of getdents64(2): inode number
  /// in bytes 0–7, length of the entry in bytes 16–17, name from byte 19 on.
  private func walk(_ path: String, buffer: inout ReadBuffer, body: (Span<UInt8>) -> Void) {
    guard
      let directory = try? FileDescriptor(
        opening: path, below: raw, flags: O_RDONLY | O_DIRECTORY)
    else { return }
    while true {
      let bytes = buffer.entries(of: directory.raw)
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

  /// FNV-1a over the inode number and the name of one entry, the offset between them left out.
  private static func mix(_ entry: Span<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in 0..<8 { hash = (hash ^ UInt64(entry[index])) &* 0x100_0000_01B3 }
    var index = 19
    while index < entry.count, entry[index] != 0 {
      hash = (hash ^ UInt64(entry[index])) &* 0x100_0000_01B3
      index += 1
    }
    return hash | 1
  }
}
