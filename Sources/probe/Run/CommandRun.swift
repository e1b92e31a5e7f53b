import Agent
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
    makeGroup()
    let child = RunningCommand()
    var ledger = try begin()
    let start = clock.now()
    do {
      try child.start(command, in: group?.entrances() ?? [])
    } catch let failure as RunningCommand.Failure where failure.isOutside {
      // It could be made and not entered: without it then.
      _ = ledger.end(request)
      leaveGroup("the group cannot be entered: \(SystemError.text(of: failure.code))")
      ledger = try begin()
      try? child.start(command, in: [])
    } catch {
      // Looked up before and gone since, or its interpreter is not there: status 126.
    }
    var next = clock.now()
    while child.status == nil, child.hasStarted {
      child.wait(milliseconds: ledger.patience)
      guard ledger.patience >= 0, clock.now() >= next + UInt64(ledger.patience) * 1_000_000 else {
        continue
      }
      next = clock.now()
      ledger.round()
    }
    return finish(child, ledger, wallTime: clock.now() - start)
  }

  private func makeGroup() {
    do {
      let made = try CommandGroup(below: Root())
      group = made
      request.place = .group(made.path)
    } catch {
      leaveGroup("\(error)")
    }
  }

  private func leaveGroup(_ reason: String) {
    group?.remove()
    group = nil
    weakness = reason
    request.place = .process(ProcessID.own)
  }

  private func begin() throws -> RunLedger {
    if group == nil { ProcessID.adoptOrphans() }
    do {
      return try RunLedger.begin(
        request, agents: sockets, options, adopt: ProcessID.adoptOrphans)
    } catch {
      group?.remove()
      throw error
    }
  }

  private func finish(
    _ child: RunningCommand, _ ledger: RunLedger, wallTime: UInt64
  ) -> RunSummary {
    let processes = try? ProcessTree(of: ProcessID.own, below: Root())
    var buffer = ReadBuffer()
    var alive = processes?.descendants(buffer: &buffer).count ?? 0
    // By the group to the nanosecond; else by what was waited for, and by ticks where something goes on.
    var time = child.reaped
    if let group {
      alive = group.release()
      time = group.processorTime() ?? time
    } else if alive > 0 {
      time = max(time, processes?.total(buffer: &buffer) ?? 0)
    }
    let report = ledger.end(request)
    group?.remove()
    var summary = RunSummary(
      command: command, tags: request.tags, exitStatus: child.exitStatus, wallTime: wallTime,
      processorTime: time, weakness: weakness, report: report)
    if alive > 0 {
      summary.remarks.append(
        "\(alive) of its processes \(alive == 1 ? "goes" : "go") on, and no more as part of the job"
      )
    }
    if case .success(let report) = report { summary.remarks.append(place(of: report, ledger)) }
    return summary
  }

  /// Where the job stands from now on.
  private func place(of report: CommandReport, _ ledger: RunLedger) -> String {
    let id = report.record.id
    switch ledger {
    case .agent: return "job \(id), with the agent"
    case .local(_, let refusal?):
      return "counted here and filed nowhere, since the agent says: \(refusal)"
    case .local(_, nil):
      guard report.isKnown else { return "nothing to file" }
      do {
        try FinishedJob(report).leave(in: directory)
        return "job \(id), left in \(directory) for the next agent"
      } catch {
        return "filed nowhere: \(error)"
      }
    }
  }
}
