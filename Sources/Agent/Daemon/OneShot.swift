public import NodeModel

/// Samples without a daemon: what `probe metrics` prints, and what `probe` shows where no agent answers.
public enum OneShot {
  /// Takes two rounds `interval` nanoseconds apart, so that rates and utilization are known, and returns the
  /// second.
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
    let second = sampler.round()
    if let second { observe(second) }
    return second
  }
}
