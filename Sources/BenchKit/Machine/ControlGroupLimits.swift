public import LinuxFiles

/// What the control group of this process, and all groups above it, leave it.
///
/// Source: `memory.max`, `memory.current`, `memory.stat`, `cpu.max` (Linux
/// `Documentation/admin-guide/cgroup-v2.rst`), in version 1 `memory.limit_in_bytes`,
/// `memory.usage_in_bytes`, `cpu.cfs_quota_us` and `cpu.cfs_period_us`.
public struct ControlGroupLimits: Sendable, Equatable {
  /// Bytes that may be used at most; nil without limit.
  public var memoryBytes: Int?
  /// Bytes that may still be used: a limit less what its group uses, not counting file pages that the kernel
  /// gives back first; nil without limit.
  public var freeBytes: Int?
  /// How many CPUs' time may be used; nil without limit.
  public var cpus: Double?

  /// Without limits.
  public init() {}

  /// The tightest of the group's own limits and those above it.
  public init(below root: borrowing Root) {
    guard let membership = root.proc.text(of: "self/cgroup"),
      let groups = try? Directory("fs/cgroup", below: root.sys)
    else { return }
    for place in ControlGroupMembership(membership).places {
      if place.isUnified {
        for folder in place.folders(of: "", in: groups) { add(version2: folder, groups) }
      } else {
        if place.controllers.contains("memory") {
          for folder in place.folders(of: "memory", in: groups) {
            addMemory(version1: folder, groups)
          }
        }
        if place.controllers.contains("cpu") {
          for folder in place.folders(of: "cpu", in: groups) { addTime(version1: folder, groups) }
        }
      }
    }
  }

  private mutating func add(version2 folder: String, _ groups: borrowing Directory) {
    addMemory(
      limit: groups.number(folder + "/memory.max"), used: groups.number(folder + "/memory.current"),
      file: groups.text(of: folder + "/memory.stat").flatMap { Self.value("inactive_file", in: $0) }
    )
    guard let words = groups.text(of: folder + "/cpu.max")?.split(separator: " "),
      words.count == 2, let quota = Double(words[0]), let period = Double(words[1])
    else { return }
    addTime(quota: quota, period: period)
  }

  private mutating func addMemory(version1 folder: String, _ groups: borrowing Directory) {
    addMemory(
      limit: groups.number(folder + "/memory.limit_in_bytes"),
      used: groups.number(folder + "/memory.usage_in_bytes"),
      file: groups.text(of: folder + "/memory.stat").flatMap {
        Self.value("total_inactive_file", in: $0)
      })
  }

  private mutating func addTime(version1 folder: String, _ groups: borrowing Directory) {
    guard let quota = groups.number(folder + "/cpu.cfs_quota_us"),
      let period = groups.number(folder + "/cpu.cfs_period_us")
    else { return }
    addTime(quota: Double(quota), period: Double(period))
  }

  private mutating func addMemory(limit: Int?, used: Int?, file: Int?) {
    // "max" is no number; version 1 says the same by the largest number of whole pages.
    guard let limit, limit >= 0, limit < 1 << 62 else { return }
    memoryBytes = min(memoryBytes ?? limit, limit)
    let free = max(0, limit - max(0, (used ?? 0) - (file ?? 0)))
    freeBytes = min(freeBytes ?? free, free)
  }

  private mutating func addTime(quota: Double, period: Double) {
    // −1 is no quota.
    guard quota > 0, period > 0 else { return }
    cpus = min(cpus ?? .infinity, quota / period)
  }

  private static func value(_ key: String, in text: String) -> Int? {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 2, words[0] == key { return Int(words[1]) }
    }
    return nil
  }
}

extension Directory {
  /// The number in a file; nil where there is none.
  fileprivate func number(_ path: String) -> Int? { text(of: path).flatMap { Int($0) } }
}
