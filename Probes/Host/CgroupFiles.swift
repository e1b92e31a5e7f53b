internal import LinuxFiles

/// Where the files of one process's control group are, below `/sys/fs/cgroup`, in either version.
struct CgroupFiles: Equatable {
  private(set) var memoryLimit: String?
  private(set) var memoryUsed: String?
  private(set) var cpuLimit: String?
  private(set) var cpuPeriod: String?
  private(set) var cpuStatistics: String?

  /// Finds them for a process whose `/proc/PID/cgroup` is `membership`; nil where its group has
  /// none.
  init?(in groups: borrowing Directory, membership: String) {
    for place in ControlGroupMembership(membership).places where !Self.isUnit(place.path) {
      if place.isUnified {
        // Version 2; beside version 1 it is mounted as "unified" and has no controllers.
        find(version2: groups, path: place.path)
      } else {
        for controller in place.controllers {
          find(version1: groups, mount: place.mount, controller, path: place.path)
        }
      }
    }
    if memoryLimit == nil, cpuLimit == nil { return nil }
  }

  /// Whether the group is a systemd unit of this very node: its limits are the agent's own, and the node
  /// has no part in them. A container's processes lie below a unit only where they are told so.
  private static func isUnit(_ path: String) -> Bool {
    let parts = path.split(separator: "/")
    guard let slice = parts.first, slice.hasSuffix(".slice"), let last = parts.last else {
      return false
    }
    return last.hasSuffix(".service")
  }

  private mutating func find(version2 groups: borrowing Directory, path: String) {
    if let limit = Self.file("memory.max", in: "", path, groups) {
      memoryLimit = limit
      memoryUsed = Self.file("memory.current", in: "", path, groups)
    }
    if let limit = Self.file("cpu.max", in: "", path, groups) {
      cpuLimit = limit
      cpuStatistics = Self.file("cpu.stat", in: "", path, groups)
    }
  }

  private mutating func find(
    version1 groups: borrowing Directory, mount: String, _ controller: String, path: String
  ) {
    let folder = groups.contains(mount) ? mount : controller
    switch controller {
    case "memory":
      memoryLimit = Self.file("memory.limit_in_bytes", in: folder, path, groups)
      memoryUsed = Self.file("memory.usage_in_bytes", in: folder, path, groups)
    case "cpu":
      cpuLimit = Self.file("cpu.cfs_quota_us", in: folder, path, groups)
      cpuPeriod = Self.file("cpu.cfs_period_us", in: folder, path, groups)
      cpuStatistics = Self.file("cpu.stat", in: folder, path, groups)
    default: break
    }
  }

  /// The group's own folder or, in a container that sees only its own, the topmost one.
  private static func file(
    _ name: String, in folder: String, _ path: String, _ groups: borrowing Directory
  ) -> String? {
    for place in [folder + path + "/" + name, folder + "/" + name] {
      // Relative to the directory of all groups: no slash in front, none doubled.
      let relative = place.split(separator: "/").joined(separator: "/")
      if groups.contains(relative) { return relative }
    }
    return nil
  }
}
