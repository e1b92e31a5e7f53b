internal import CLinux
internal import LinuxFiles

/// What cannot be used is moved out of the way, for whoever wants to look at it; the last one only.
enum BrokenFile {
  /// Renames `name` and the files that belong to it (`name` with each of `endings`) to
  /// `name.broken-SECONDS`; the new name.
  @discardableResult
  static func moveAside(
    _ name: String, endings: [String] = [], in directory: String, at realtime: UInt64
  ) throws(SystemError) -> String {
    for old in (try Directory(directory)).names() where old.hasPrefix(name + ".broken-") {
      unsafe unlink(directory + "/" + old)
    }
    let aside = "\(name).broken-\(realtime / 1_000_000_000)"
    for ending in [""] + endings {
      let from = directory + "/" + name + ending
      guard unsafe rename(from, directory + "/" + aside + ending) == 0 else {
        let code = clinux_errno()
        if code == ENOENT { continue }
        throw SystemError(code: code, operation: "rename", path: from)
      }
    }
    return aside
  }
}
