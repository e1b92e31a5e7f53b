internal import CLinux
public import LinuxFiles

/// The directory that only one agent writes, guarded by a lock that the kernel drops with the process.
public struct StateDirectory: ~Copyable {
  /// The directory's path.
  public let path: String
  private let lock: FileDescriptor

  /// Another agent holds the directory.
  public struct InUse: Error, CustomStringConvertible {
    let path: String
    /// One line for people.
    public var description: String {
      "\(path) is in use by another agent; stop it, or name another directory with --state-dir"
    }
  }

  /// The directory cannot be made or written.
  public struct Unusable: Error, CustomStringConvertible {
    let cause: SystemError
    /// One line for people.
    public var description: String { "\(cause); name another directory with --state-dir" }
  }

  /// The directory of this user: systemd's `StateDirectory=`, the system's for root, else below the home.
  public static func standard(_ environment: (String) -> String?) -> String {
    if let path = environment("STATE_DIRECTORY"), path.hasPrefix("/") {
      return String(path.prefix { $0 != ":" })
    }
    if geteuid() == 0 { return "/var/lib/nodeprobe" }
    if let base = environment("XDG_STATE_HOME"), base.hasPrefix("/") { return base + "/nodeprobe" }
    return (environment("HOME") ?? "") + "/.local/state/nodeprobe"
  }

  /// Makes the directory where it is not there, and locks it.
  public init(_ path: String) throws {
    self.path = path
    let file: FileDescriptor
    do {
      try Self.make(path)
      file = try Self.open(path + "/agent.lock")
    } catch {
      throw Unusable(cause: error)
    }
    guard flock(file.raw, LOCK_EX | LOCK_NB) == 0 else {
      let code = clinux_errno()
      guard code == EWOULDBLOCK else {
        throw SystemError(code: code, operation: "lock", path: path + "/agent.lock")
      }
      throw InUse(path: path)
    }
    lock = file
  }

  /// A lock needs no file that can be written: on a disk that has become read-only the one of before will do. Who may
  /// open it may hold it, so nobody else may.
  private static func open(_ path: String) throws(SystemError) -> FileDescriptor {
    do throws(SystemError) {
      let file = try FileDescriptor(opening: path, flags: O_RDWR | O_CREAT, mode: 0o600)
      // Earlier versions let the group open it.
      fchmod(file.raw, 0o600)
      return file
    } catch  where error.isOfSickDisk {
      do throws(SystemError) {
        return try FileDescriptor(opening: path)
      } catch _ {
        // That there is none says less than why none can be made.
        throw error
      }
    }
  }

  /// Puts a file into a state directory that the directory's owner reads, whoever made it and with whatever umask: an
  /// agent is not root, and `sudo probe calibrate` is.
  public static func keep(_ bytes: [UInt8], at path: String) throws(SystemError) {
    try BoundedFile.replace(path, with: bytes, mode: 0o644)
  }

  /// Where command lines ask the agent.
  public var socket: String { path + "/agent.sock" }

  /// Makes the directory and its parents where they are not there.
  public static func make(_ path: String) throws(SystemError) {
    var partial = ""
    for part in path.split(separator: "/", omittingEmptySubsequences: true) {
      partial += (partial.isEmpty && !path.hasPrefix("/") ? "" : "/") + part
      if unsafe mkdir(partial, 0o750) == 0 { continue }
      let code = clinux_errno()
      // A parent that is there may say EROFS or EACCES instead of EEXIST.
      let isThere = unsafe access(partial, F_OK) == 0
      guard isThere else {
        throw SystemError(code: code, operation: "make the directory", path: partial)
      }
    }
  }
}

extension SystemError {
  /// Whether the disk is full, read-only or failing: nothing that another command would mend.
  var isOfSickDisk: Bool { [EROFS, ENOSPC, EDQUOT, EIO].contains(code) }
}
