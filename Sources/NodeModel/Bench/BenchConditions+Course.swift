extension BenchConditions {
  /// Who chooses the clock; nothing in most virtual machines.
  public struct Scaling: Sendable, Equatable {
    /// The kernel's driver: "amd-pstate-epp".
    public var driver: String?
    /// "performance"; several, with commas, where CPUs differ.
    public var governor: String?
    /// Whether the clock may rise above its base.
    public var isBoosting: Bool?

    /// Nothing is known yet.
    public init() {}
  }

  /// Clock and heat at one time.
  public struct Instant: Sendable, Equatable {
    /// The clock by a chain of dependent additions, one a cycle, on the first CPU measured.
    public var measuredHertz: Double?
    /// The clock that the kernel reports for that CPU.
    public var reportedHertz: Double?
    /// The hottest of the machine's thermal zones and CPU sensors.
    public var temperatureCelsius: Double?
    /// How often CPUs had been slowed down because of heat since boot.
    public var throttles: UInt64?

    /// Nothing is known yet.
    public init() {}
  }

  /// What else ran during the run.
  public struct Load: Sendable, Equatable {
    /// Time that the hypervisor gave to others, as a part of the time of the CPUs measured.
    public var stealRatio: Double?
    /// Time of other programs on the CPUs measured, as a part of the time of those CPUs.
    public var sharedRatio: Double?
    /// Time of other programs on all other CPUs, in CPUs.
    public var otherCPUs: Double?
    /// Tasks that could run, mean of the minute before the first case.
    public var averageBefore: Double?

    /// Nothing is known yet.
    public init() {}
  }
}
