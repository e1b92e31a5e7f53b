internal import CLinux

/// A file that takes another one's place when all of it is there: written under a temporary name beside it, synced,
/// renamed, and the directory synced. Given up before, it leaves nothing behind.
public struct ReplacedFile: ~Copyable {
  private let path: String
  private let temporary: String
  private let file: FileDescriptor
  private var isFinished = false

  /// Begins a file that is to become `path`.
  public init(_ path: String, mode: UInt32 = 0o644) throws(SystemError) {
    // A device or a pipe must stay what it is.
    var status = stat()
    if unsafe stat(path, &status) == 0, Int32(status.st_mode) & S_IFMT != S_IFREG {
      throw SystemError(code: EINVAL, operation: "replace", path: path)
    }
    let temporary = path + ".new"
    // Left by a run that was killed; or a link by which somebody else who may write here leads root elsewhere.
    unsafe unlink(temporary)
    do throws(SystemError) {
      file = try FileDescriptor(
        opening: temporary, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode)
    } catch {
      throw SystemError(code: error.code, operation: "write", path: path)
    }
    self.path = path
    self.temporary = temporary
  }

  deinit {
    if !isFinished { unsafe unlink(temporary) }
  }

  /// Adds all of `bytes`.
  public mutating func write(_ bytes: [UInt8]) throws(SystemError) {
    var start = 0
    while start < bytes.count {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe CLinux.write(file.raw, $0.baseAddress?.advanced(by: start), $0.count - start)
      }
      if count < 0 {
        if clinux_errno() == EINTR { continue }
        throw SystemError.last("write", path)
      }
      start += count
    }
  }

  /// Puts it in its place.
  public mutating func finish() throws(SystemError) {
    guard fsync(file.raw) == 0 else { throw SystemError.last("sync", path) }
    guard unsafe rename(temporary, path) == 0 else { throw SystemError.last("rename", path) }
    isFinished = true
    let slash = path.lastIndex(of: "/")
    let parent = slash.map { String(path[...$0]) } ?? "."
    if let directory = try? FileDescriptor(opening: parent, flags: O_RDONLY | O_DIRECTORY) {
      fsync(directory.raw)
    }
  }
}
