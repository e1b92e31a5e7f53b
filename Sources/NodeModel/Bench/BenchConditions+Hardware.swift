extension BenchConditions {
  /// A model of CPU.
  public struct Processor: Sendable, Equatable {
    /// "AuthenticAMD".
    public var vendor: String?
    /// "AMD EPYC 9354 32-Core Processor".
    public var model: String?
    /// The number of the family.
    public var family: Int?
    /// The number of the model in its family.
    public var modelNumber: Int?
    /// The number of the revision.
    public var stepping: Int?
    /// As the kernel writes it: "0x1000065".
    public var microcode: String?
    /// Those of the kernel's flags that change what benchmarks do, in its order.
    public var flags: [String] = []
    /// The best instruction set that the kernels used: "avx512bf16".
    public var instructions: String?

    /// Nothing is known yet.
    public init() {}
  }

  /// A data cache as the kernel reports it.
  public struct Cache: Sendable, Equatable {
    /// 1 for L1, and so on.
    public let level: Int
    /// Bytes of one instance.
    public let bytes: Int
    /// The CPUs that share one instance.
    public let sharers: Int

    /// States a cache.
    public init(level: Int, bytes: Int, sharers: Int) {
      self.level = level
      self.bytes = bytes
      self.sharers = sharers
    }
  }

  /// Memory and its pages.
  public struct Memory: Sendable, Equatable {
    /// The kernel's MemTotal.
    public var totalBytes: Int?
    /// What could be allocated when the run began: MemAvailable, or what the control group had left.
    public var availableBytes: Int?
    /// "always", "madvise" or "never".
    public var transparentHugePages: String?
    /// Bytes of a huge page.
    public var hugePageBytes: Int?
    /// Huge pages that were set aside and not used.
    public var freeHugePages: Int?

    /// Nothing is known yet.
    public init() {}
  }

  /// What the control group allows; nil where there is no limit.
  public struct Limits: Sendable, Equatable {
    /// Bytes that the group and all above it may use.
    public var memoryBytes: Int?
    /// How many CPUs' time the group may use.
    public var cpus: Double?

    /// Without limits.
    public init() {}
  }
}
