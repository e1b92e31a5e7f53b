import Agent
import ArgumentParser
import NodeModel

/// What a command needs that samples this node itself.
struct SnapshotOptions: ParsableArguments {
  @OptionGroup var config: ConfigOptions
  @OptionGroup var root: RootOptions

  /// Takes two rounds, `interval` nanoseconds apart, and returns the second; `observe` sees both.
  func take(interval: UInt64, observe: (Snapshot) -> Void = { _ in }) throws -> Snapshot {
    var options = AgentOptions()
    options.config = config.config
    options.sysfs = root.sysfs
    options.procfs = root.procfs
    guard
      let snapshot = try OneShot.snapshot(
        options, program: AgentProgramFile.find(), interval: interval, observe: observe)
    else { throw ExitCode(1) }
    return snapshot
  }
}
