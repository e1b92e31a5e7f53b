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
    _ = unsafe clinux_name_thread("probe-" + name)
    // Between our start and that call the agent may have gone: then nobody reads the pipe.
    guard !isForsaken else { return 0 }
    let root = try Root(proc: options.procfs, sys: options.sysfs)
    let clock = try options.clock.map { try NodeClock(drivenBy: $0) } ?? NodeClock()
    let parts = kind.parts.compactMap { part -> PartReader? in
      guard !options.disabled.contains(part.probe),
        let choice = GroupChoice(options, of: part.probe)
      else { return nil }
      return PartReader(
        part, choice, isAlone: options.only != nil, cadence: options.cadences[part.probe])
    }
    var speaker = WorkerSpeaker(
      parts, below: root, clock: clock, interval: options.interval ?? 1_000_000_000,
      isOneScan: kind.isOneScan)
    speaker.run()
    return 0
  }

  /// Whether standard output is a pipe that has lost its reader. The parent's number would not tell: in a
  /// container the agent itself may be process 1.
  private static var isForsaken: Bool {
    var output = pollfd(fd: 1, events: 0, revents: 0)
    return unsafe poll(&output, 1, 0) > 0 && output.revents & Int16(POLLERR) != 0
  }
}
