internal import CLinux

/// Ordinary files that are read or written whole.
public enum BoundedFile {
  /// How long a pipe may keep its reader waiting for more, in milliseconds.
  private static let pipePatience: Int32 = 5000

  /// The bytes of the file `path`; one above `limit` bytes is an error, not cut. It may be a pipe, as of `<(…)`.
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
        // No descriptor of ours waits by itself; a pipe may have nothing yet.
        var wait = pollfd(fd: file.raw, events: Int16(POLLIN), revents: 0)
        if clinux_errno() == EAGAIN, unsafe poll(&wait, 1, pipePatience) > 0 { continue }
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
    try ReplacedFile.check(path)
  }

  /// Puts `bytes` in place of the file `path`, whole or not at all; see `ReplacedFile`.
  public static func replace(
    _ path: String, with bytes: [UInt8], mode: UInt32? = nil
  ) throws(SystemError) {
    var file = try ReplacedFile(path, mode: mode)
    try file.write(bytes)
    try file.finish()
  }
}
