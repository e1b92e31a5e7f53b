internal import CLinux

/// Ordinary files that are read or written whole.
public enum BoundedFile {
  /// The bytes of the file `path`; one above `limit` bytes is an error, not cut.
  public static func contents(of path: String, limit: Int) throws(SystemError) -> [UInt8] {
    let file = try FileDescriptor(opening: path)
    var status = stat()
    guard unsafe fstat(file.raw, &status) == 0 else { throw SystemError.last("stat", path) }
    guard Int32(status.st_mode) & S_IFMT != S_IFDIR else {
      throw SystemError(code: EISDIR, operation: "read", path: path)
    }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe read(file.raw, &chunk, chunk.count)
      if count == 0 { return bytes }
      if count < 0 {
        if clinux_errno() == EINTR { continue }
        throw SystemError.last("read", path)
      }
      bytes.append(contentsOf: chunk[..<count])
      guard bytes.count <= limit else {
        throw SystemError(code: EFBIG, operation: "read", path: path)
      }
    }
  }

  /// The first `count` bytes of the ordinary file `path`; none of a pipe, which they would be missing from later.
  public static func beginning(of path: String, count: Int) throws(SystemError) -> [UInt8] {
    let file = try FileDescriptor(opening: path)
    var status = stat()
    guard unsafe fstat(file.raw, &status) == 0 else { throw SystemError.last("stat", path) }
    guard Int32(status.st_mode) & S_IFMT == S_IFREG else { return [] }
    var bytes = [UInt8](repeating: 0, count: count)
    let read = unsafe pread(file.raw, &bytes, count, 0)
    guard read >= 0 else { throw SystemError.last("read", path) }
    return Array(bytes.prefix(read))
  }

  /// Throws where `replace` could not put a file at `path`; nothing that is there is touched.
  public static func check(writable path: String) throws(SystemError) {
    var status = stat()
    if unsafe stat(path, &status) == 0, Int32(status.st_mode) & S_IFMT == S_IFDIR {
      throw SystemError(code: EISDIR, operation: "write", path: path)
    }
    try ReplacedFile.check(path)
  }

  /// Puts `bytes` in place of the file `path`, whole or not at all: written under a temporary name beside
  /// it, synced, renamed, and the directory synced.
  public static func replace(
    _ path: String, with bytes: [UInt8], mode: UInt32 = 0o644
  ) throws(SystemError) {
    let temporary = path + ".new"
    // Left by a run that was killed; or a link by which somebody else who may write here leads root elsewhere.
    unsafe unlink(temporary)
    do throws(SystemError) {
      let file = try FileDescriptor(
        opening: temporary, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode)
      var start = 0
      while start < bytes.count {
        let count = unsafe bytes.withUnsafeBytes {
          unsafe write(file.raw, $0.baseAddress?.advanced(by: start), $0.count - start)
        }
        if count < 0 {
          if clinux_errno() == EINTR { continue }
          throw SystemError.last("write", path)
        }
        start += count
      }
      guard fsync(file.raw) == 0 else { throw SystemError.last("sync", path) }
      guard unsafe rename(temporary, path) == 0 else { throw SystemError.last("rename", path) }
    } catch {
      unsafe unlink(temporary)
      throw error
    }
    let slash = path.lastIndex(of: "/")
    let parent = slash.map { String(path[...$0]) } ?? "."
    if let directory = try? FileDescriptor(opening: parent, flags: O_RDONLY | O_DIRECTORY) {
      fsync(directory.raw)
    }
  }
}
