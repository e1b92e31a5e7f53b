public import LinuxFiles

/// What the benchmarks have to work with: this process's CPUs, the caches, the memory.
public struct Machine: Sendable {
  /// The CPUs that this process may use and the user allowed, ascending.
  public let allowedCPUs: [Int]
  /// Data caches as `/sys/devices/system/cpu/cpuN/cache` reports them, L1 first; empty where it says nothing.
  public let caches: [CacheLevel]
  /// The best that this machine runs; kernels above it must not be called.
  public let instructionSet: InstructionSet
  /// Bytes that may be allocated: the kernel's MemAvailable, or what the cgroup has left if that is less.
  public let availableBytes: Int
  /// What the control group allows.
  public let limits: ControlGroupLimits
  /// Every cache of the CPUs, and who shares it; empty where nothing says so.
  let cacheInstances: [CacheInstance]

  /// States a machine; tests do, `Machine(below:)` finds this one.
  public init(
    cpus: [Int], caches: [CacheLevel], instructionSet: InstructionSet, availableBytes: Int,
    limits: ControlGroupLimits = ControlGroupLimits()
  ) {
    self.init(
      cpus: cpus, caches: caches, cacheInstances: [], instructionSet: instructionSet,
      availableBytes: availableBytes, limits: limits)
  }

  init(
    cpus: [Int], caches: [CacheLevel], cacheInstances: [CacheInstance],
    instructionSet: InstructionSet, availableBytes: Int,
    limits: ControlGroupLimits = ControlGroupLimits()
  ) {
    allowedCPUs = cpus
    self.caches = caches
    self.cacheInstances = cacheInstances
    self.instructionSet = instructionSet
    self.availableBytes = min(availableBytes, limits.freeBytes ?? availableBytes)
    self.limits = limits
  }

  /// The CPUs to use, ascending: no more than the control group has time for, since threads beyond that
  /// would be stopped in turn, each in the midst of a measurement.
  public var cpus: [Int] {
    guard let time = limits.cpus else { return allowedCPUs }
    return Array(allowedCPUs.prefix(max(1, Int(min(time, 1e6)))))
  }

  /// The same machine with some of its CPUs only, as `--cpus` asks, and with the caches that the first of them
  /// sees. Throws where one is not there or not allowed, or none is named.
  public func restricted(
    to cpus: some Collection<Int>, below root: borrowing Root
  ) throws(BenchError) -> Machine {
    for cpu in cpus where !allowedCPUs.contains(cpu) {
      throw .impossible(
        "CPU \(cpu) is not there or not allowed; allowed: \(Self.list(of: allowedCPUs))")
    }
    guard let first = cpus.min() else { throw .impossible("no CPU is named") }
    return Machine(
      cpus: Set(cpus).sorted(), caches: Self.caches(of: first, below: root.sys),
      cacheInstances: cacheInstances, instructionSet: instructionSet,
      availableBytes: availableBytes, limits: limits)
  }

  /// "0-3,8" of ascending numbers.
  static func list(of cpus: [Int]) -> String {
    var ranges: [ClosedRange<Int>] = []
    for cpu in cpus {
      if let last = ranges.last, last.upperBound == cpu - 1 {
        ranges[ranges.count - 1] = last.lowerBound...cpu
      } else {
        ranges.append(cpu...cpu)
      }
    }
    return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
      .joined(separator: ",")
  }

  /// Bytes that a set of a case may have: half of what is available.
  var usableBytes: Int { availableBytes / 2 }

  /// Bytes of the cache of this level that one thread sees; nil where the kernel reports none.
  public func cacheBytes(level: Int) -> Int? {
    caches.first { $0.level == level }?.bytes
  }
}

extension Int {
  /// The largest power of two that is no larger; 0 of what is below 1. A set that has what is free is the same one when
  /// something else takes or gives back a little.
  public var roundedDownToPowerOfTwo: Int {
    self > 0 ? 1 << (Int.bitWidth - 1 - leadingZeroBitCount) : 0
  }
}
