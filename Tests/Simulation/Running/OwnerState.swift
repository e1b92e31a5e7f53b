/// A job in a run, or the system: what it does now, what the kernel counted of it, what it caused.
struct OwnerState {
  let owner: Owner
  let plan: JobPlan
  var threads: [Int] = []
  var phaseIndex = 0
  var phaseEnds = 0
  var mix = Mix.reference
  var switching = 0.0
  /// Bytes per second on disks and network.
  var transferRate = 0.0
  var isRunning = false
  var hasEnded = false
  /// The ticks in which it began and ended.
  var began = 0
  var ended = 0
  /// CPU seconds in the present 100 ms, for `cpu.max`.
  var quotaUsed = 0.0

  // Since the last settling.
  /// Joules of own switching in each package.
  var own = SIMD2<Double>.zero
  /// Seconds for which its threads kept each package awake.
  var presence = SIMD2<Double>.zero
  /// Bytes of each socket's DRAM.
  var bytes = SIMD2<Double>.zero
  /// Bytes on disks and network.
  var transferredNow = 0.0

  // Counted since the start, as the kernel would.
  var cpuSeconds = 0.0
  var onSocket = SIMD2<Double>.zero
  var cycles = SIMD2<Double>.zero
  var cyclesAlone = SIMD2<Double>.zero
  var instructions = SIMD2<Double>.zero
  /// On each logical processor.
  var work = SimulatedWork(processors: 0)
  /// Bytes that it moves for each byte that it misses: who copies has half as much to write back, who only reads
  /// nothing.
  var writeBacks = 1.0
  var traffic = SIMD2<Double>.zero
  var localTraffic = SIMD2<Double>.zero
  var transferred = 0.0

  // Truth.
  /// Kelvin of each socket that are this owner's.
  var heat = SIMD2<Double>.zero
  /// Watts of standing power that it holds, by component.
  var standingWatts = SIMD8<Double>.zero
  /// Joules, by component.
  var dynamic = SIMD8<Double>.zero
  /// Joules, by component.
  var standing = SIMD8<Double>.zero
  /// Joules of one settling, by component.
  var share = SIMD8<Double>.zero
  /// Joules of one settling in each package.
  var package = SIMD2<Double>.zero

  init(owner: Owner, plan: JobPlan) {
    self.owner = owner
    self.plan = plan
  }
}
