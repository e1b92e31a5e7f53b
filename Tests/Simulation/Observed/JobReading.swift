/// What the kernel shows of one cgroup, counted since the job began.
public struct JobReading: Sendable {
  /// The job; `system` is all that belongs to no job.
  public let owner: Owner
  /// True in the one sample after its end, with what it had counted then: what an agent learns that
  /// is woken at the end of a cgroup. One that only walks the living must pass over it.
  public let hasEnded: Bool
  /// When the cgroup's folder appeared, in monotonic nanoseconds: inotify tells it at once.
  public let began: UInt64
  /// When the folder vanished; nil while the job lives.
  public let ended: UInt64?
  /// `usage_usec` of `cpu.stat`.
  public let cpuMicroseconds: UInt64
  /// Time on CPUs of each socket, nanoseconds (perf's `task-clock` of the cgroup).
  public let onSocket: SIMD2<UInt64>
  /// Unhalted core cycles on each socket; nil without hardware counters.
  public let cycles: SIMD2<UInt64>?
  /// Those among them in which the sibling was halted; nil where the processor has no such event.
  public let cyclesAlone: SIMD2<UInt64>?
  /// Instructions retired on each socket.
  public let instructions: SIMD2<UInt64>?
  /// What a `perf` event for each logical processor and the cgroup has counted; nil without hardware counters.
  public let work: WorkReading?
  /// `mbm_total_bytes` of each socket's cache; nil without resctrl.
  public let trafficBytes: SIMD2<UInt64>?
  /// `mbm_local_bytes`: those among them from the socket's own memory.
  public let localBytes: SIMD2<UInt64>?
  /// `rbytes` and `wbytes` of `io.stat`, together.
  public let transferredBytes: UInt64
  /// `memory.current`.
  public let residentBytes: Double
  /// What of that is in each socket's memory: `memory.numa_stat`.
  public let residentOnSocket: SIMD2<Double>
  /// `cpuset.cpus`.
  public let processors: [Int]
  /// cpuset, cpu.max and memory.max; none for the system.
  public let reservation: Reservation
}
