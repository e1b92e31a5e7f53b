/// Where the kernel's files are: `/proc` and `/sys`, or a captured tree, or a host's mounted in a
/// container.
public struct Root: ~Copyable, Sendable {
  /// procfs.
  public let proc: Directory
  /// sysfs.
  public let sys: Directory
  /// Whether these are the running kernel's own.
  public let isLive: Bool

  /// Opens both trees; fails where one is not a readable directory.
  public init(proc: String = "/proc", sys: String = "/sys") throws(SystemError) {
    let procDirectory = try Directory(proc)
    let sysDirectory = try Directory(sys)
    self.proc = procDirectory
    self.sys = sysDirectory
    isLive = proc == "/proc" && sys == "/sys"
  }
}
