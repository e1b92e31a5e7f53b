internal import LinuxFiles
public import NodeModel

/// Samples without a daemon: what `probe metrics` prints, and what `probe` shows where no agent answers.
public enum OneShot {
  /// How long workers may take beyond the interval, in nanoseconds.
  private static let patience: UInt64 = 3_000_000_000

  /// Takes two rounds `interval` nanoseconds apart, so that rates and utilization are known, and more where a
  /// meter that the agent would use has not been read twice; returns the last.
  ///
  /// - Parameters:
  ///   - program: `probe-agent`, whose workers read what may hang.
  ///   - observe: Sees every round's snapshot, the last one included.
  public static func snapshot(
    _ options: AgentOptions, program: String, interval: UInt64,
    observe: (Snapshot) -> Void = { _ in }
  ) throws -> Snapshot? {
    let configuration = try Configuration(path: options.config)
    let clock = NodeClock()
    let log = Log(upTo: .error, isJournal: false)
    // What this machine's benchmarks found says nothing of a tree from another one.
    let isOther =
      options.stateDirectory == nil && (options.sysfs != "/sys" || options.procfs != "/proc")
    let root = try Root(proc: options.procfs, sys: options.sysfs)
    let sampler = Sampler(
      below: root, clock: clock,
      probes: ProbeSection.all,
      supervisors: WorkerKind.all.map {
        WorkerSupervisor(
          $0, program: program, options: options.forWorkers, clock: clock, log: log)
      },
      agent: try AgentSection(clock: clock),
      bench: BenchSection(in: isOther ? nil : options.state, clock: clock, log: log),
      interval: max(interval, 1_000_000))
    sampler.apply(configuration)
    defer { sampler.stop() }
    var loop = SamplingLoop(sampler, clock: clock)
    func round() {
      sampler.round()
      if let snapshot = sampler.store.latest { observe(snapshot) }
    }
    let start = clock.now()
    round()
    loop.listen(until: start + interval)
    while sampler.isPending, clock.now() < start + interval + patience {
      loop.listen(until: clock.now() + 20_000_000)
    }
    round()
    // A meter of a worker is found in the second round, and tells energy from the third on.
    let end = clock.now() + patience
    while sampler.isSettling, clock.now() < end {
      loop.listen(until: clock.now() + max(interval, 20_000_000))
      round()
    }
    return sampler.store.latest
  }
}
