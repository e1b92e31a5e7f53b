public import LinuxFiles

/// How often the control group of this process, or one above it, ran out of its quota of CPU time.
///
/// Source: `nr_throttled` in `cpu.stat` (Linux `Documentation/admin-guide/cgroup-v2.rst`; in version 1 the file of
/// the controller `cpu`, `Documentation/scheduler/sched-bwc.rst`).
public final class KernelStops: StopCounter {
  private let groups: Directory
  private let files: [String]

  /// Nil where no group counts them, or none has a quota.
  public init?(below root: borrowing Root) {
    guard ControlGroupLimits(below: root).cpus != nil,
      let membership = root.proc.text(of: "self/cgroup"),
      let groups = try? Directory("fs/cgroup", below: root.sys)
    else { return nil }
    var folders: [String] = []
    for place in ControlGroupMembership(membership).places {
      if place.isUnified {
        folders += place.folders(of: "", in: groups)
      } else if place.controllers.contains("cpu") {
        folders += place.folders(of: "cpu", in: groups)
      }
    }
    files = folders.map { $0 + "/cpu.stat" }.filter { Self.stops(in: groups.text(of: $0)) != nil }
    self.groups = groups
    if files.isEmpty { return nil }
  }

  /// Periods of all these groups in which threads had to wait for the next one.
  public func events() -> UInt64? {
    files.compactMap { Self.stops(in: groups.text(of: $0)) }.reduce(0, &+)
  }

  private static func stops(in text: String?) -> UInt64? {
    for line in (text ?? "").split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 2, words[0] == "nr_throttled" { return UInt64(words[1]) }
    }
    return nil
  }
}
