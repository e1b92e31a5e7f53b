/// The circumstances of a run of benchmarks: without them its figures cannot be compared.
///
/// What the machine does not tell is nil or empty, never 0.
public struct BenchConditions: Sendable, Equatable {
  /// The version of this program.
  public var version = ""
  /// What the kernels were compiled with.
  public var compiler = ""
  /// Of the order in which products are summed: with another one they have other bits. Nil of earlier versions.
  public var productRevision: Int?
  /// "quick" or "full".
  public var extent = ""
  /// Realtime in nanoseconds since 1970, before the first case.
  public var started: UInt64 = 0
  /// The same after the last.
  public var ended: UInt64 = 0
  /// Whether somebody stopped the run before its end.
  public var isInterrupted = false

  /// The kernel's release.
  public var kernel: String?
  /// As `uname -m` says: "x86_64".
  public var architecture: String?
  /// The hypervisor's word, "none" on bare metal.
  public var hypervisor: String?
  /// The model of CPU.
  public var processor = Processor()
  /// The CPUs that were measured, ascending.
  public var cpus: [Int] = []
  /// How many CPUs the kernel runs on.
  public var onlineCPUs: Int?
  /// How many NUMA nodes have memory.
  public var numaNodes: Int?
  /// Data caches as the kernel reports them, L1 first.
  public var caches: [Cache] = []
  /// Memory and its pages.
  public var memory = Memory()
  /// What the control group allows.
  public var limits = Limits()
  /// Who chooses the clock.
  public var scaling = Scaling()
  /// Clock and heat before the first case.
  public var before = Instant()
  /// The same after the last.
  public var after = Instant()
  /// What else ran meanwhile.
  public var load = Load()

  /// Nothing is known yet.
  public init() {}
}
