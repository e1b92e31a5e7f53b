import CLinux
import LinuxFiles

/// Whether a command can be started at all, before anything is made for it: the exit statuses of a shell.
enum CommandProgram {
  /// What is wrong, and the status that says so.
  struct Unusable: Error, CustomStringConvertible {
    let name: String
    let code: Int32

    /// 127 where there is none, 126 where it is no program.
    var status: Int32 { code == ENOENT || code == ENOTDIR ? 127 : 126 }
    var description: String { "cannot run \(name): \(SystemError.text(of: code))" }
  }

  /// Looks a name up as execvp(3) does.
  static func check(_ name: String, path: String?) throws(Unusable) {
    if name.contains("/") || name.isEmpty {
      if let code = refusal(of: name) { throw Unusable(name: name, code: code) }
      return
    }
    var denied: Int32?
    let folders = (path ?? "/bin:/usr/bin").split(separator: ":", omittingEmptySubsequences: false)
    for folder in folders {
      let place = folder.isEmpty ? name : folder + "/" + name
      guard let code = refusal(of: place) else { return }
      if code == EACCES { denied = code }
    }
    throw Unusable(name: name, code: denied ?? ENOENT)
  }

  private static func refusal(of path: String) -> Int32? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return clinux_errno() }
    guard Int32(status.st_mode) & S_IFMT == S_IFREG else { return EACCES }
    return unsafe access(path, X_OK) == 0 ? nil : clinux_errno()
  }
}
