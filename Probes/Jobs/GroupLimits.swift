internal import LinuxFiles
internal import NodeModel

/// What a group may use and holds: the files that change seldom, read every ten or thirty seconds and not kept open.
///
/// Sources: `cpuset.cpus`, `cpuset.cpus.effective`, `cpu.max`, `cpu.weight`, `memory.max`, `memory.current` of version 2;
/// `cpuset.cpus`, `cpu.cfs_quota_us`, `cpu.shares`, `memory.limit_in_bytes`, `memory.usage_in_bytes` of version 1, each
/// in the hierarchy of its controller.
final class GroupLimits {
  /// A limit of version 1 from here on is none: the largest multiple of a page in 63 bits.
  private static let unlimited: UInt64 = 1 << 62

  /// What the groups around a job allow all that is in them together.
  private struct Bound {
    /// Thousandths of CPUs by the quota, the smallest of those that lie around; nil where none has one.
    var quota: Int?
    /// The same by the set of the innermost, where that is not all.
    var set: Int?
    var memory: UInt64?
  }

  private let groups: Directory
  private let version: CgroupHierarchy.Version
  private let processors: String?
  private let sets: String?
  private let memory: String?
  private let nodes: MemoryPlaces?
  /// CPUs that the root of the tree has: a set as large is no reservation, but for Slurm's.
  private let all: Int
  /// What there is: nobody can reserve more.
  private let whole: Bound
  /// Of the folders around jobs, which many have in common; until `forget`.
  private var bounds: [Substring: Bound] = [:]

  /// Looks where the controllers are mounted.
  init(below root: borrowing Root, version: CgroupHierarchy.Version, processors all: Int)
    throws(SystemError)
  {
    groups = try Directory("fs/cgroup", below: root.sys)
    self.version = version
    self.all = all
    whole = Bound(quota: all > 0 ? all * 1000 : nil, memory: Self.memory(below: root))
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

  private static func memory(below root: borrowing Root) -> UInt64? {
    var buffer = ReadBuffer()
    guard let text = try? root.proc.contents(of: "meminfo", into: &buffer) else { return nil }
    var scanner = ByteScanner(text)
    guard scanner.seek(line: "MemTotal:"), let kilobytes = scanner.unsigned() else { return nil }
    return kilobytes.multipliedReportingOverflow(by: 1024).partialValue
  }

  /// The groups around jobs are read again when they are asked for.
  func forget() { bounds.removeAll(keepingCapacity: true) }

  /// What the group at `path` has reserved: what it has a limit of its own for, and no more than those around it allow.
  ///
  /// - Parameter manager: who has made it. The weight of the kubelet's is a request; Slurm gives each its own set, which
  ///   of a job that has the node to itself is all.
  func reservation(
    of path: String, by manager: JobManager, buffer: inout ReadBuffer
  ) -> JobReservation {
    var found = JobReservation()
    let around = Self.parent(of: path[...]).map { bound(of: $0, buffer: &buffer) } ?? whole
    // In version 1 a group has the set of the one around it until it is given another. Slurm gives a user's folder what
    // his jobs have together, so that of his only job is the same and still its own.
    let isGiven = version == .two || manager == .slurm
    let set = readSet(
      of: path, isGiven ? nil : around.set, most: manager == .slurm ? all : all - 1, into: &found,
      buffer: &buffer)
    let quota = readQuota(of: path, &buffer)
    let request = manager == .kubernetes ? readRequest(of: path, limit: quota, &buffer) : nil
    if let own = [set, quota, request].compactMap({ $0 }).min() {
      let bounded = [own, around.quota, around.set].compactMap { $0 }.min() ?? own
      found.processors = UInt32(clamping: bounded)
    }
    if let own = readMemory(of: path, &buffer) { found.memory = min(own, around.memory ?? own) }
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

  // MARK: The groups around a job

  private static func parent(of path: Substring) -> Substring? {
    path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[..<$0] }
  }

  private func bound(of folder: Substring, buffer: inout ReadBuffer) -> Bound {
    if let known = bounds[folder] { return known }
    var found = Self.parent(of: folder).map { bound(of: $0, buffer: &buffer) } ?? whole
    let path = String(folder)
    if let quota = readQuota(of: path, &buffer) { found.quota = min(quota, found.quota ?? quota) }
    if let limit = readMemory(of: path, &buffer) {
      found.memory = min(limit, found.memory ?? limit)
    }
    if let count = countSet(of: path, most: all - 1, &buffer) { found.set = count }
    bounds[folder] = found
    return found
  }

  // MARK: One group

  /// Thousandths of CPUs in the group's own set; nil where it has none or more than `most`, or as many as it would
  /// inherit.
  private func readSet(
    of path: String, _ inherited: Int?, most: Int, into found: inout JobReservation,
    buffer: inout ReadBuffer
  ) -> Int? {
    guard let own = countSet(of: path, most: most, &buffer), own != inherited else { return nil }
    // What was asked for in version 2 may be more than the groups around it have.
    let names = version == .two ? ["/cpuset.cpus.effective", "/cpuset.cpus"] : ["/cpuset.cpus"]
    for name in names {
      guard let sets, let text = try? groups.record(of: sets + path + name, into: &buffer),
        let count = ProcessorList.count(in: text), count > 0
      else { continue }
      if count < all { found.set = ProcessorSet(text) }
      return count * 1000
    }
    return own
  }

  private func countSet(of path: String, most: Int, _ buffer: inout ReadBuffer) -> Int? {
    guard let sets,
      let text = try? groups.record(of: sets + path + "/cpuset.cpus", into: &buffer),
      let count = ProcessorList.count(in: text), count > 0, count <= most
    else { return nil }
    return count * 1000
  }

  private func readQuota(of path: String, _ buffer: inout ReadBuffer) -> Int? {
    version == .two ? maximum(of: path, &buffer) : quota(of: path, &buffer)
  }

  private func readRequest(of path: String, limit: Int?, _ buffer: inout ReadBuffer) -> Int? {
    guard let processors else { return nil }
    switch version {
    case .two:
      return number(processors + path + "/cpu.weight", &buffer).flatMap {
        PodRequest.thousandths(weight: $0, limit: limit)
      }
    case .one:
      return number(processors + path + "/cpu.shares", &buffer).flatMap {
        PodRequest.thousandths(shares: $0, limit: limit)
      }
    }
  }

  private func readMemory(of path: String, _ buffer: inout ReadBuffer) -> UInt64? {
    let file = version == .two ? "/memory.max" : "/memory.limit_in_bytes"
    guard let memory, let limit = number(memory + path + file, &buffer), limit < Self.unlimited
    else { return nil }
    return limit
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
