internal import LinuxFiles

/// What a group may use and holds: the files that change seldom, read every ten or thirty seconds and not kept open.
///
/// Sources: `cpuset.cpus`, `cpu.max`, `memory.max`, `memory.current` of version 2; `cpuset.cpus`,
/// `cpu.cfs_quota_us`, `memory.limit_in_bytes`, `memory.usage_in_bytes` of version 1, each in the
/// hierarchy of its controller.
final class GroupLimits {
  /// A limit of version 1 from here on is none: the largest multiple of a page in 63 bits.
  private static let unlimited: UInt64 = 1 << 62

  private let groups: Directory
  private let version: CgroupHierarchy.Version
  private let processors: String?
  private let sets: String?
  private let memory: String?
  private let nodes: MemoryPlaces?
  /// CPUs that the root of the tree has: a set as large is no reservation.
  private let all: Int

  /// Looks where the controllers are mounted.
  init(below root: borrowing Root, version: CgroupHierarchy.Version, processors all: Int)
    throws(SystemError)
  {
    groups = try Directory("fs/cgroup", below: root.sys)
    self.version = version
    self.all = all
    nodes = MemoryPlaces(below: root, version: version)
    switch version {
    case .two:
      let folder = groups.contains("cgroup.controllers") ? "" : "unified/"
      (processors, sets, memory) = (folder, folder, folder)
    case .one:
      processors = Self.mount(["cpu,cpuacct/", "cpu/"], with: "cpu.cfs_quota_us", groups)
      sets = Self.mount(["cpuset/"], with: "cpuset.cpus", groups)
      memory = Self.mount(["memory/"], with: "memory.limit_in_bytes", groups)
    }
  }

  private static func mount(
    _ folders: [String], with file: String, _ groups: borrowing Directory
  ) -> String? {
    for folder in folders where groups.contains(folder + file) { return folder }
    return nil
  }

  /// What the group at `path` has reserved.
  func reservation(of path: String, buffer: inout ReadBuffer) -> JobReservation {
    var found = JobReservation()
    let set = readSet(of: path, into: &found, buffer: &buffer)
    let quota = version == .two ? maximum(of: path, &buffer) : quota(of: path, &buffer)
    found.processors = [set, quota].compactMap { $0 }.min().map { UInt32(clamping: $0) }
    let file = version == .two ? "/memory.max" : "/memory.limit_in_bytes"
    if let memory, let limit = number(memory + path + file, &buffer), limit < Self.unlimited {
      found.memory = limit
    }
    return found
  }

  /// Memory that is charged to the group, in bytes.
  func memory(of path: String, buffer: inout ReadBuffer) -> UInt64? {
    let file = version == .two ? "/memory.current" : "/memory.usage_in_bytes"
    return memory.flatMap { number($0 + path + file, &buffer) }
  }

  /// The part of that which is in each package's memory, in thousandths; nil where there is one package, or
  /// nothing tells.
  func memoryParts(of path: String, buffer: inout ReadBuffer) -> SIMD8<UInt16>? {
    guard let memory, let nodes,
      let text = try? groups.contents(of: memory + path + "/memory.numa_stat", into: &buffer)
    else { return nil }
    return nodes.parts(in: text)
  }

  /// Thousandths of CPUs in the group's own set; nil where it has none or all.
  private func readSet(
    of path: String, into found: inout JobReservation, buffer: inout ReadBuffer
  ) -> Int? {
    guard let sets,
      let text = try? groups.record(of: sets + path + "/cpuset.cpus", into: &buffer),
      let count = ProcessorList.count(in: text), count > 0, count < all
    else { return nil }
    found.set = ProcessorSet(text)
    return count * 1000
  }

  /// `cpu.max`: "max 100000" or "150000 100000".
  private func maximum(of path: String, _ buffer: inout ReadBuffer) -> Int? {
    guard let processors,
      let text = try? groups.record(of: processors + path + "/cpu.max", into: &buffer)
    else { return nil }
    var scanner = ByteScanner(text)
    guard let quota = scanner.unsigned(), let period = scanner.unsigned() else { return nil }
    return Self.thousandths(quota, period)
  }

  private func quota(of path: String, _ buffer: inout ReadBuffer) -> Int? {
    guard let processors,
      let quota = number(processors + path + "/cpu.cfs_quota_us", &buffer),
      let period = number(processors + path + "/cpu.cfs_period_us", &buffer)
    else { return nil }
    return Self.thousandths(quota, period)
  }

  private static func thousandths(_ quota: UInt64, _ period: UInt64) -> Int? {
    guard period > 0, quota < 1 << 40 else { return nil }
    return Int(quota * 1000 / period)
  }

  /// The number in a file; nil for "max" and -1.
  private func number(_ file: String, _ buffer: inout ReadBuffer) -> UInt64? {
    guard let text = try? groups.record(of: file, into: &buffer) else { return nil }
    var scanner = ByteScanner(text)
    return scanner.unsigned()
  }
}
