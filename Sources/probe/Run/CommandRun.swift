import Agent
import CLinux
import LinuxFiles
import NodeModel
import Probes

/// One command from before its start until after its end.
final class CommandRun {
  private let command: [String]
  private let options: AgentOptions
  private let sockets: [String]
  /// Where a job is left that no agent has taken in.
  private let directory: String
  private var request: CommandRequest
  private let clock = NodeClock()
  private var group: CommandGroup?
  /// Why there is no group.
  private var weakness: String?

  init(
    _ command: [String], name: String, tags: [String: String], _ options: AgentOptions,
    sockets: [String], directory: String
  ) {
    self.command = command
    self.options = options
    self.sockets = sockets
    self.directory = directory
    request = CommandRequest(name: name, tags: tags, place: .process(ProcessID.own))
  }

  /// Runs it to its end.
  func run() throws -> RunSummary {
    do {
      let made = try CommandGroup.make(below: Root())
      group = made
      request.place = .group(made.path)
    } catch {
      goWithoutGroup("\(error)")
    }
    var ledger = RunLedger.begin(request, agents: sockets, in: directory, options)
    let child = RunningCommand()
    var start = clock.now()
    do throws(RunningCommand.Failure) {
      try child.start(command, in: group?.entrances ?? [])
    } catch {
      // Of no use to anybody: the job of a command that never ran.
      _ = ledger.end(request)
      guard error.isOutside else {
        throw CommandProgram.Unusable(name: command[0], code: error.code)
      }
      goWithoutGroup("cannot enter the group: \(SystemError.text(of: error.code))")
      ledger = RunLedger.begin(request, agents: sockets, in: directory, options)
      start = clock.now()
      do throws(RunningCommand.Failure) {
        try child.start(command, in: [])
      } catch {
        _ = ledger.end(request)
        throw CommandProgram.Unusable(name: command[0], code: error.code)
      }
    }
    // The command has it as it was given to us; what it ends with is told though nobody reads our own words.
    clinux_ignore(SIGPIPE)
    let ending = wait(for: child, ledger)
    return finish(child, ending, ledger, wallTime: clock.now() - start)
  }

  private func wait(for child: RunningCommand, _ ledger: RunLedger) -> RunningCommand.Ending {
    var next = clock.now() + (ledger.pause ?? 0)
    while true {
      if let ending = child.ending { return ending }
      guard let pause = ledger.pause else {
        child.wait(milliseconds: -1)
        continue
      }
      let now = clock.now()
      if now >= next {
        ledger.round()
        next = now + pause
      }
      child.wait(milliseconds: Int32(clamping: (next - min(next, now)) / 1_000_000 + 1))
    }
  }

  /// Its processes are followed instead; orphans among them have to become our children for that.
  private func goWithoutGroup(_ reason: String) {
    group = nil
    weakness = reason
    request.place = .process(ProcessID.own)
    ProcessID.adoptOrphans()
  }

  private func finish(
    _ child: RunningCommand, _ ending: RunningCommand.Ending, _ ledger: RunLedger, wallTime: UInt64
  ) -> RunSummary {
    // By the group to the nanosecond; else by what was waited for, and by ticks where something goes on.
    var time = child.reaped
    var left = 0
    if let group {
      left = group.release()
      time = group.processorTime() ?? time
    } else if let processes = try? ProcessTree(of: ProcessID.own, below: Root()) {
      var buffer = ReadBuffer()
      left = processes.descendants(buffer: &buffer).count
      if left > 0 { time = max(time, processes.total(buffer: &buffer) ?? 0) }
    }
    let report = ledger.end(request)
    group = nil
    var summary = RunSummary(
      command: command, tags: request.tags, ending: ending, wallTime: wallTime,
      processorTime: time, weakness: weakness, report: report)
    summary.place = ledger.settle(report, in: directory, agents: sockets)
    summary.left = left
    summary.configurationFailure = ledger.configurationFailure
    return summary
  }
}
