/// Where a process stands in the trees of control groups.
///
/// Source: `/proc/PID/cgroup`, lines "number:controllers:path"; Linux `cgroups(7)`. In version 2 the
/// controllers are empty and one tree has them all; in version 1 each mount has its own.
public struct ControlGroupMembership: Sendable, Equatable {
  /// One tree, and the process's place in it.
  public struct Place: Sendable, Equatable {
    /// The controllers as the kernel writes them, which is also the usual name of the mount below
    /// `/sys/fs/cgroup`: "cpu,cpuacct"; empty in version 2.
    public let mount: String
    /// The group, from the top of the tree: "/user.slice/session.scope".
    public let path: String

    /// The controllers; empty in version 2, where each group lists its own.
    public var controllers: [String] { mount.split(separator: ",").map(String.init) }
    /// Whether it is the tree that has all controllers.
    public var isUnified: Bool { mount.isEmpty }

    /// The folders below `/sys/fs/cgroup` of the group and of all above it, its own first. In a container
    /// that sees only its own groups, the topmost is where the kernel shows it.
    public func folders(of controller: String, in groups: borrowing Directory) -> [String] {
      let top = isUnified ? "" : groups.contains(mount) ? mount : controller
      var parts = path.split(separator: "/")[...]
      var folders: [String] = []
      while !parts.isEmpty {
        let folder = (top.isEmpty ? [] : [top]) + parts.map(String.init)
        folders.append(folder.joined(separator: "/"))
        parts.removeLast()
      }
      return (folders + [top.isEmpty ? "." : top]).filter { groups.contains($0) }
    }
  }

  /// In the kernel's order.
  public let places: [Place]

  /// Reads the text of `/proc/PID/cgroup`; lines in another form are passed over.
  public init(_ text: String) {
    places = text.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { return nil }
      return Place(mount: String(fields[1]), path: String(fields[2]))
    }
  }
}
