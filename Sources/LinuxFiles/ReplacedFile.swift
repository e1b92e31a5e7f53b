internal import CLinux

/// A file that takes another one's place when all of it is there: written without a name in the same folder, synced,
/// named, renamed, and the folder synced. Given up before, by whatever signal, it leaves nothing behind.
///
/// A file system without nameless files (NFS, FUSE) gives it a name from the beginning, which SIGKILL leaves there.
public struct ReplacedFile: ~Copyable {
  private let path: String
  private let temporary: String
  private let file: FileDescriptor
  private var isNamed: Bool

  /// Begins a file that is to become `path`.
  public init(_ path: String, mode: UInt32 = 0o644) throws(SystemError) {
    // A device or a pipe must stay what it is.
    var status = stat()
    if unsafe stat(path, &status) == 0, Int32(status.st_mode) & S_IFMT != S_IFREG {
      throw SystemError(code: EINVAL, operation: "replace", path: path)
    }
    var isNamed = false
    let temporary = Self.temporary(path)
    file = try Self.open(temporary, for: path, mode: mode, isNamed: &isNamed)
    self.isNamed = isNamed
    self.path = path
    self.temporary = temporary
  }

  deinit {
    if isNamed { unsafe unlink(temporary) }
  }

  /// Throws where no file could be begun for `path`; nothing that is there is touched.
  static func check(_ path: String) throws(SystemError) { _ = try ReplacedFile(path) }

  /// Two that write the same file at once, threads, processes or machines, each have a name of their own.
  private static func temporary(_ path: String) -> String {
    "\(path).\(String(UInt64.random(in: .min ... .max), radix: 36)).new"
  }

  private static func open(
    _ temporary: String, for path: String, mode: UInt32, isNamed: inout Bool
  ) throws(SystemError) -> FileDescriptor {
    let raw = unsafe clinux_open_nameless(folder(of: path), mode)
    if raw >= 0 { return FileDescriptor(owning: raw) }
    guard [EOPNOTSUPP, EISDIR].contains(clinux_errno()) else {
      throw SystemError.last("write", path)
    }
    do throws(SystemError) {
      let file = try FileDescriptor(
        opening: temporary, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode)
      isNamed = true
      return file
    } catch {
      throw SystemError(code: error.code, operation: "write", path: path)
    }
  }

  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
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
    if !isNamed {
      guard unsafe clinux_name(file.raw, temporary) == 0 else {
        throw SystemError.last("name", path)
      }
      isNamed = true
    }
    guard unsafe rename(temporary, path) == 0 else { throw SystemError.last("rename", path) }
    isNamed = false
    if let folder = try? FileDescriptor(
      opening: Self.folder(of: path), flags: O_RDONLY | O_DIRECTORY)
    {
      fsync(folder.raw)
    }
  }
}
