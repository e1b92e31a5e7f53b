public import NodeModel

/// Samples without a daemon: what `probe metrics` prints, and what `probe` shows where no agent answers.
public enum OneShot {
  /// How long a meter may take that the agent would use, in nanoseconds.
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
    // What was found out about this machine says nothing of a tree from another one.
    let isOther =
      options.stateDirectory == nil && (options.sysfs != "/sys" || options.procfs != "/proc")
    let sampler = try LocalSampler(
      options, program: program, state: isOther ? nil : options.state, interval: interval)
    if let first = sampler.round() { observe(first) }
    sampler.listen(for: interval, isFirst: true)
    var last = sampler.round()
    if let last { observe(last) }
    // A meter of a worker is found in the second round, and tells energy from the third on.
    let step = max(interval, 20_000_000)
    var waited: UInt64 = 0
    while sampler.isSettling, waited < patience {
      sampler.listen(for: step)
      waited += step
      last = sampler.round()
      if let last { observe(last) }
    }
    return last
  }
}
