internal import CLinux
public import LinuxFiles

extension Machine {
  /// Finds out what this process has.
  ///
  /// Source: `sched_getaffinity`, `/sys/devices/system/cpu/cpuN/cache`, `/proc/meminfo`, CPUID, the control
  /// group's files.
  public init(below root: borrowing Root) {
    let cpus = Self.allowedCPUs()
    self.init(
      cpus: cpus, caches: Self.caches(of: cpus.first ?? 0, below: root.sys),
      cacheInstances: Self.instances(of: cpus, below: root.sys), instructionSet: .best,
      availableBytes: Self.availableBytes(below: root.proc),
      limits: ControlGroupLimits(below: root))
  }

  private static func allowedCPUs() -> [Int] {
    var cpus = [Int32](repeating: 0, count: 8192)
    let count = unsafe Int(clinux_allowed_cpus(&cpus, Int32(cpus.count)))
    return cpus.prefix(count).map(Int.init)
  }

  /// The data and unified caches that a CPU sees, L1 first.
  static func caches(of cpu: Int, below sys: borrowing Directory) -> [CacheLevel] {
    instances(of: cpu, below: sys)
      .map { CacheLevel(level: $0.level, bytes: $0.bytes, sharers: $0.cpus.count) }
      .sorted { $0.level < $1.level }
  }

  /// The caches of all these CPUs, each once.
  static func instances(of cpus: [Int], below sys: borrowing Directory) -> [CacheInstance] {
    var found: Set<CacheInstance> = []
    for cpu in cpus { found.formUnion(instances(of: cpu, below: sys)) }
    return Array(found)
  }

  private static func instances(of cpu: Int, below sys: borrowing Directory) -> [CacheInstance] {
    let folder = "devices/system/cpu/cpu\(cpu)/cache"
    var caches: [CacheInstance] = []
    for name in sys.names(in: folder) where name.hasPrefix("index") {
      guard let type = sys.text(of: "\(folder)/\(name)/type"), type != "Instruction",
        let level = sys.text(of: "\(folder)/\(name)/level").flatMap({ Int($0) }),
        let size = sys.text(of: "\(folder)/\(name)/size").flatMap(bytes(ofSize:))
      else { continue }
      let sharers = sys.text(of: "\(folder)/\(name)/shared_cpu_list").map(cpus(ofList:)) ?? []
      caches.append(CacheInstance(level: level, bytes: size, cpus: sharers.union([cpu])))
    }
    return caches
  }

  /// "32K", "1M", "512" in bytes.
  static func bytes(ofSize text: String) -> Int? {
    let digits = text.prefix { $0.isNumber }
    guard let number = Int(digits) else { return nil }
    switch text.dropFirst(digits.count) {
    case "": return number
    case "K": return number << 10
    case "M": return number << 20
    case "G": return number << 30
    default: return nil
    }
  }

  /// How many CPUs "0-3,8" names.
  static func cpuCount(ofList text: String) -> Int {
    text.split(separator: ",").reduce(0) { count, range in
      let ends = range.split(separator: "-").compactMap { Int($0) }
      guard let first = ends.first, let last = ends.last else { return count }
      return count + max(0, last - first) + 1
    }
  }

  /// The CPUs that "0-3,8" names; of what no machine has none.
  private static func cpus(ofList text: String) -> Set<Int> {
    var cpus: Set<Int> = []
    for range in text.split(separator: ",") {
      let ends = range.split(separator: "-").compactMap { Int($0) }
      guard let first = ends.first, let last = ends.last, 0 <= first, first <= last, last < 8192
      else { continue }
      cpus.formUnion(first...last)
    }
    return cpus
  }

  private static func availableBytes(below proc: borrowing Directory) -> Int {
    guard let memory = proc.text(of: "meminfo") else { return 0 }
    for line in memory.split(separator: "\n") where line.hasPrefix("MemAvailable:") {
      let words = line.split(separator: " ")
      if words.count >= 2, let kibibytes = Int(words[1]) { return kibibytes << 10 }
    }
    return 0
  }
}
