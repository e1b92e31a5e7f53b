internal import CLinux
public import LinuxFiles
public import NodeModel

extension BenchConditions {
  /// What can be known before a run; `finish` adds the rest.
  ///
  /// Source: `uname`, CPUID, `/proc/cpuinfo`, `/proc/meminfo`, `/proc/loadavg`, `/sys/devices/system/cpu`,
  /// `/sys/devices/system/node`, `/sys/kernel/mm`, `/sys/class/thermal`, `/sys/class/hwmon`.
  ///
  /// - Parameters:
  ///   - cpus: the CPUs that are measured.
  ///   - time: realtime in nanoseconds since 1970.
  public init(
    below root: borrowing Root, machine: Machine, version: String, extent: Plan.Extent,
    time: UInt64
  ) {
    self.init()
    self.version = version
    self.extent = extent.rawValue
    compiler = Self.compilers
    productRevision = GemmProduct.revision
    started = time
    ended = time
    (kernel, architecture) = Self.kernel()
    hypervisor = Self.hypervisor()
    processor = Processor(below: root.proc)
    processor.instructions = machine.instructionSet.description
    cpus = machine.cpus
    onlineCPUs = root.sys.text(of: "devices/system/cpu/online").map(Machine.cpuCount(ofList:))
    numaNodes = root.sys.text(of: "devices/system/node/has_memory").map(Machine.cpuCount(ofList:))
    caches = machine.caches.map { Cache(level: $0.level, bytes: $0.bytes, sharers: $0.sharers) }
    memory = Memory(below: root)
    memory.availableBytes = machine.availableBytes
    limits.memoryBytes = machine.limits.memoryBytes
    limits.cpus = machine.limits.cpus
    scaling = Scaling(of: machine.cpus, below: root.sys)
    load.averageBefore = root.proc.text(of: "loadavg")?.split(separator: " ").first
      .flatMap { Double($0) }
    before = Instant(on: machine.cpus, below: root.sys)
  }

  /// Adds what only the end of a run tells.
  ///
  /// - Parameter time: realtime in nanoseconds since 1970.
  public mutating func finish(_ outcome: Outcome, below root: borrowing Root, time: UInt64) {
    ended = max(started, time)
    isInterrupted = outcome.isInterrupted
    let average = load.averageBefore
    load = outcome.load
    load.averageBefore = average
    after = Instant(on: cpus, below: root.sys)
  }

  private static func kernel() -> (release: String?, architecture: String?) {
    var names = utsname()
    guard unsafe uname(&names) == 0 else { return (nil, nil) }
    return (text(of: names.release), text(of: names.machine))
  }

  /// A string in one of the structure's fields of 65 characters.
  private static func text<Field>(of field: Field) -> String {
    unsafe withUnsafeBytes(of: field) { bytes in
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  /// The letters with which the hypervisor names itself, such as "KVMKVMKVM"; "none" where CPUID says that
  /// there is none, nil where it cannot say.
  private static func hypervisor() -> String? {
    #if arch(x86_64)
      var letters = [CChar](repeating: 0, count: 13)
      unsafe clinux_hypervisor(&letters)
      let name = letters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      return name.isEmpty ? "none" : String(decoding: name, as: UTF8.self)
    #else
      return nil
    #endif
  }
}
