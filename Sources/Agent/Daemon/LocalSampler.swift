internal import LinuxFiles
public import NodeModel

/// Samples a node without a daemon, round after round.
public final class LocalSampler {
  /// How long workers may take beyond the time of a round, in nanoseconds.
  private static let patience: UInt64 = 3_000_000_000

  private let sampler: Sampler
  private let clock: NodeClock
  private var loop: SamplingLoop

  /// Looks at the hardware that `options` name.
  ///
  /// - Parameters:
  ///   - program: `probe-agent`, whose workers read what may hang.
  ///   - state: the directory with results of benchmarks and a calibration; nil: they are left out.
  public init(
    _ options: AgentOptions, program: String, state: String?, interval: UInt64
  ) throws {
    let configuration = try Configuration(path: options.config)
    let log = Log(upTo: .error, isJournal: false)
    let root = try Root(proc: options.procfs, sys: options.sysfs)
    let clock = try options.clock.map { try NodeClock(drivenBy: $0) } ?? NodeClock()
    self.clock = clock
    sampler = Sampler(
      below: root, clock: clock,
      probes: ProbeSection.all,
      supervisors: WorkerKind.all.map {
        WorkerSupervisor(
          $0, program: program, options: options.forWorkers, clock: clock, log: log)
      },
      agent: try AgentSection(clock: clock),
      bench: BenchSection(in: state, clock: clock, log: log),
      calibration: state.map { CalibrationFile(in: $0, clock: clock, log: log) },
      interval: max(interval, 1_000_000))
    sampler.apply(configuration)
    loop = SamplingLoop(sampler, clock: clock)
  }

  deinit { sampler.stop() }

  /// Whether a meter that the agent would use can be read, and has not told energy yet.
  var isSettling: Bool { sampler.isSettling }

  /// Reads everything that is due; what it found.
  public func round() -> Snapshot? {
    sampler.round()
    return sampler.store.latest
  }

  /// Takes what workers say for so many nanoseconds; longer, up to three seconds, where `isFirst` and some
  /// have not spoken yet.
  public func listen(for time: UInt64, isFirst: Bool = false) {
    // Driven time does not pass while somebody waits for it.
    guard !clock.isDriven else { return }
    let end = clock.now() + time
    loop.listen(until: end)
    while isFirst, sampler.isPending, clock.now() < end + Self.patience {
      loop.listen(until: clock.now() + 20_000_000)
    }
  }
}
