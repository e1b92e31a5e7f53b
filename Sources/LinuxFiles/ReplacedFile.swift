internal import CLinux

/// A file that takes another one's place when all of it is there: written without a name in the same folder, synced,
/// named, renamed, and the folder synced. Given up before, by whatever signal, it leaves nothing behind.
///
/// It keeps the mode, the group and, as root, the owner of the file whose place it takes; behind a link that is the file
/// to which the link leads. A file system without nameless files (NFS, FUSE) gives it a name from the beginning, which
/// SIGKILL leaves there.
public struct ReplacedFile: ~Copyable {
  private let path: String
  private let temporary: String
  private let file: FileDescriptor
  private var isNamed: Bool

  /// Begins a file that is to become `path`.
  ///
  /// - Parameter mode: nil for that of the file before, or of a new file by the umask. A mode is had exactly, whatever the
  ///   umask, and as root with the folder's owner, no link followed: so files are that another user's program reads.
  public init(_ path: String, mode: UInt32? = nil) throws(SystemError) {
    let (place, before) = try mode == nil ? Self.target(of: path) : Self.name(path)
    var isNamed = false
    let temporary = Self.temporary(place)
    let file = try Self.open(temporary, for: place, isNamed: &isNamed)
    if let mode {
      Self.adopt(mode, geteuid() == 0 ? Self.status(of: Self.folder(of: place)) : nil, file.raw)
    } else if let before, Self.mayKeep(before, in: Self.folder(of: place)) {
      Self.adopt(before.st_mode, before, file.raw)
    }
    self.file = file
    self.isNamed = isNamed
    self.path = place
    self.temporary = temporary
  }

  /// The name itself, whatever it leads to.
  private static func name(_ path: String) throws(SystemError) -> (String, stat?) {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return (path, nil) }
    if Int32(status.st_mode) & S_IFMT != S_IFLNK { try check(status, path) }
    return (path, nil)
  }

  /// What `path` leads to, links followed where the kernel lets us, and its status; nil where there is nothing yet.
  private static func target(of path: String) throws(SystemError) -> (String, stat?) {
    var status = stat()
    let isThere = unsafe stat(path, &status) == 0
    let code = clinux_errno()
    var own = stat()
    let isLink =
      unsafe lstat(path, &own) == 0 && Int32(own.st_mode) & S_IFMT == S_IFLNK
    guard isThere else {
      if code == ENOENT && !isLink { return (path, nil) }
      throw SystemError(code: code, operation: "write", path: path)
    }
    try check(status, path)
    guard isLink else { return (path, status) }
    // Nobody else leads this user's files elsewhere.
    guard own.st_uid == 0 || own.st_uid == geteuid() else {
      throw SystemError(code: ELOOP, operation: "follow the link of another user", path: path)
    }
    // By what the kernel has opened: it follows no link that somebody else has put into a folder of all (/tmp).
    let file = try FileDescriptor(opening: path, flags: clinux_path_flag())
    guard unsafe fstat(file.raw, &status) == 0,
      let place = (try? Directory("/proc/self/fd"))?.link(String(file.raw))
    else { throw SystemError(code: ENOENT, operation: "follow the link", path: path) }
    return (place, status)
  }

  /// A device or a pipe must stay what it is.
  private static func check(_ status: stat, _ path: String) throws(SystemError) {
    switch Int32(status.st_mode) & S_IFMT {
    case S_IFREG: return
    case S_IFDIR: throw SystemError(code: EISDIR, operation: "write", path: path)
    default: throw SystemError(code: EMEDIUMTYPE, operation: "replace", path: path)
    }
  }

  /// Whether root gives a new file the owner and the mode of the one before: in a folder into which others write anybody
  /// may have left that one there.
  private static func mayKeep(_ before: stat, in folder: String) -> Bool {
    guard geteuid() == 0, before.st_uid != 0 else { return true }
    guard let folder = status(of: folder), folder.st_mode & 0o022 == 0 else { return false }
    return [0, before.st_uid].contains(folder.st_uid)
  }

  private static func status(of path: String) -> stat? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? status : nil
  }

  /// What is refused stays as it was made: the file is no less whole.
  private static func adopt(_ mode: UInt32, _ owner: stat?, _ file: Int32) {
    // Before the mode, since a change of owner takes special bits away. A group that it may not have leaves its rights to
    // no other one.
    let isOwned =
      owner.map { fchown(file, geteuid() == 0 ? $0.st_uid : uid_t.max, $0.st_gid) == 0 } ?? true
    fchmod(file, isOwned ? mode & 0o7777 : mode & 0o707 | (mode & 0o7) << 3)
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

  /// Of a new file, less what the umask takes.
  private static let usualMode: UInt32 = 0o644

  private static func open(
    _ temporary: String, for path: String, isNamed: inout Bool
  ) throws(SystemError) -> FileDescriptor {
    let raw = unsafe clinux_open_nameless(folder(of: path), usualMode)
    if raw >= 0 { return FileDescriptor(owning: raw) }
    guard [EOPNOTSUPP, EISDIR].contains(clinux_errno()) else {
      throw SystemError.last("write", path)
    }
    do throws(SystemError) {
      let file = try FileDescriptor(
        opening: temporary, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: usualMode)
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
