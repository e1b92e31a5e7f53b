internal import CLinux

/// A few little-endian 64-bit words in a file that another process writes, perhaps through a mapping.
public final class WordFile: Sendable {
  private let descriptor: FileDescriptor

  /// Opens the file `path`; fails where it is shorter than `count` words.
  public init(_ path: String, count: Int) throws(SystemError) {
    let descriptor = try FileDescriptor(opening: path)
    var status = stat()
    guard unsafe fstat(descriptor.raw, &status) == 0 else { throw SystemError.last("stat", path) }
    guard Int(status.st_size) >= count * 8 else { throw .garbled(path) }
    self.descriptor = descriptor
  }

  /// The word at `index`, as it is now; 0 where the file was cut since.
  public subscript(index: Int) -> UInt64 {
    var word: UInt64 = 0
    unsafe pread(descriptor.raw, &word, 8, off_t(index * 8))
    return UInt64(littleEndian: word)
  }
}
