internal import CLinux
internal import LinuxFiles
internal import NodeModel
internal import Probes

/// The role `worker NAME`: reads one kind of hardware and speaks on standard output.
enum WorkerProgram {
  static func run(_ name: String, _ options: AgentOptions) throws -> Int32 {
    guard let kind = WorkerKind.all.first(where: { $0.name == name }) else {
      throw AgentOptions.Wrong(description: "there is no worker \(name)")
    }
    clinux_die_with_parent(SIGKILL)
    // Between our start and that call the agent may have gone.
    guard getppid() != 1 else { return 0 }
    let root = try Root(proc: options.procfs, sys: options.sysfs)
    let clock = try options.clock.map { try NodeClock(drivenBy: $0) } ?? NodeClock()
    var speaker = WorkerSpeaker(
      { kind.source(root, options, $0) }, clock: clock,
      interval: options.interval ?? 1_000_000_000, isOneScan: kind.isOneScan)
    speaker.run()
    return 0
  }
}
