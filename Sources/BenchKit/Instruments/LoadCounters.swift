/// CPU time since boot, by CPU, and this process's part of it.
public struct LoadCounters: Sendable, Equatable {
  /// What one CPU did, in seconds.
  public struct CPU: Sendable, Equatable {
    /// It ran programs or the kernel.
    public var busy = 0.0
    /// It could have run and the hypervisor ran somebody else.
    public var stolen = 0.0

    /// Idle since boot.
    public init() {}
  }

  /// By the number of the CPU.
  public var cpus: [Int: CPU] = [:]
  /// Seconds that this process's threads ran.
  public var own = 0.0
  /// When, in seconds of the monotonic clock.
  public var time = 0.0

  /// Nothing was counted.
  public init() {}
}
