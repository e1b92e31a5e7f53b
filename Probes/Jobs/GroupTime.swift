internal import CLinux
public import LinuxFiles

/// CPU time of one control group and of all groups below it.
///
/// Source: `cpu.stat` (version 2) or `cpuacct.usage` (version 1) of the group, which is kept open.
public final class GroupTime {
  /// The number of the user whom the group belongs to.
  public let user: UInt32
  private let file: KernelFile
  private let version: CgroupHierarchy.Version

  /// Opens the group at `path`, which begins below the tree that counts CPU time; ENOENT where it is not there.
  public init(of path: String, below root: borrowing Root) throws(SystemError) {
    guard let hierarchy = try CgroupHierarchy(below: root) else {
      throw SystemError(code: ENOENT, operation: "find", path: "control groups that count CPU time")
    }
    guard let user = hierarchy.root.user(of: path) else {
      throw SystemError(code: ENOENT, operation: "open", path: hierarchy.root.path(of: path))
    }
    self.user = user
    version = hierarchy.version
    file = try KernelFile(path + "/" + hierarchy.usageFile, below: hierarchy.root)
  }

  /// CPU time since the group was made, in nanoseconds; nil where it is gone.
  public func total(buffer: inout ReadBuffer) -> UInt64? {
    guard let text = try? file.record(into: &buffer) else { return nil }
    return CgroupHierarchy.usage(in: text, version: version)
  }
}
