/// What the benchmarks have to work with: this process's CPUs, the caches, the memory.
public struct Machine: Sendable {
  /// The CPUs that this process may use and the user allowed, ascending.
  public let cpus: [Int]
  /// Data caches as `/sys/devices/system/cpu/cpuN/cache` reports them, L1 first; empty where it says nothing.
  public let caches: [CacheLevel]
  /// The best that this machine runs; kernels above it must not be called.
  public let instructionSet: InstructionSet
  /// Bytes that may be allocated: the kernel's MemAvailable, or what the cgroup has left if that is less.
  public let availableBytes: Int

  /// States a machine; tests do, `Machine(reading:)` finds this one.
  public init(
    cpus: [Int], caches: [CacheLevel], instructionSet: InstructionSet, availableBytes: Int
  ) {
    self.cpus = cpus
    self.caches = caches
    self.instructionSet = instructionSet
    self.availableBytes = availableBytes
  }

  /// Bytes of the cache of this level that one thread sees; nil where the kernel reports none.
  public func cacheBytes(level: Int) -> Int? {
    caches.first { $0.level == level }?.bytes
  }
}
