/// Everything that one job does in one simulated run.
public struct JobPlan: Sendable {
  /// Seconds from the start of the run.
  public var arrival: Double
  /// Seconds from arrival to end.
  public var duration: Double
  /// Threads, all alike.
  public var threads: Int
  /// Logical processors that it may run on.
  public var processors: [Int]
  /// What it goes through, again from the start when the last is over.
  public var phases: [Phase]
  /// What it holds.
  public var reservation: Reservation
  /// Bytes that are resident.
  public var resident: Double
  /// The share of its traffic that goes to the other socket's memory.
  public var remoteShare: Double
  /// Traffic that monitors of bandwidth do not count (write-backs, prefetches), as a share of what
  /// they do.
  public var uncountedTraffic: Double
  /// Weight of its cgroup; 100 where nobody chose.
  public var weight = 100.0
  /// `cpu.max` in CPUs; infinite where nobody chose.
  public var quota = Double.infinity
  /// What it does on accelerators.
  public var accelerators: [AcceleratorUse] = []
}
