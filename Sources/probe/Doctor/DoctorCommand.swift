import ArgumentParser
import Exporters
import LinuxFiles
import NodeModel
import Terminal

/// `probe doctor`: which sources work here, which do not, why, and what would mend them.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Every source: whether it works here, why not, and what would mend it.",
    discussion: """
      Reads everything once with this user's rights; run it as the agent's user to see what the agent \
      sees. Exit status 1 where a source that is here does not work.

      Example:
        probe doctor
      """)

  @OptionGroup var options: SnapshotOptions

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let rows = try options.take(interval: 200_000_000).rows
    let states = SourceState.all(in: rows)
    let isVirtual = rows.contains {
      $0.family == "nodeprobe_virtualization_info" && ($0["hypervisor"] ?? "none") != "none"
    }
    if json {
      try write(states, isVirtual: isVirtual)
    } else {
      try show(states, isVirtual: isVirtual)
    }
    if states.contains(where: { $0.verdict == .fails || $0.verdict == .partly }) {
      throw ExitCode(1)
    }
  }

  private func show(_ states: [SourceState], isVirtual: Bool) throws {
    let style = Style(
      isTerminal: StandardStream.output.isTerminal, environment: ProcessImage.environment)
    var table = Table([
      .init("SOURCE"), .init("STATE"), .init("REFUSED", .right), .init("WHY, AND WHAT HELPS"),
    ])
    for state in states {
      let sign = style(role(of: state.verdict), "\(mark(state.verdict)) \(state.verdict.rawValue)")
      table.add([
        state.probe, sign, state.refused > 0 ? "\(state.refused)" : "",
        SourceAdvice.line(state, isVirtual: isVirtual) ?? "",
      ])
    }
    let working = states.count { $0.verdict == .works || $0.verdict == .partly }
    let failing = states.filter { $0.verdict == .fails || $0.verdict == .partly }
    let summary =
      failing.isEmpty
      ? "\(working) of \(states.count) sources work; the others are not on this machine."
      : "Look at: \(failing.map(\.probe).joined(separator: ", "))."
    let width = TerminalSize(of: 1)?.columns
    try Output.write(
      lines: table.lines(width: width) + [""] + summary.wrapped(to: width ?? .max))
  }

  private func mark(_ verdict: SourceState.Verdict) -> String {
    switch verdict {
    case .works: "+"
    case .partly: "!"
    case .absent, .off: "-"
    case .fails: "x"
    }
  }

  private func role(of verdict: SourceState.Verdict) -> Style.Role {
    switch verdict {
    case .works: .good
    case .partly: .warning
    case .absent, .off: .quiet
    case .fails: .critical
    }
  }

  private func write(_ states: [SourceState], isVirtual: Bool) throws {
    try Output.write { writer in
      writer.array { writer in
        for state in states { Self.write(state, isVirtual: isVirtual, to: &writer) }
      }
    }
  }

  private static func write(
    _ state: SourceState, isVirtual: Bool, to writer: inout JSONWriter
  ) {
    writer.object { writer in
      writer.member("probe", state.probe)
      writer.member("state", state.verdict.rawValue)
      writer.key("reasons")
      writer.array { writer in
        for reason in state.reasons { writer.string(reason) }
      }
      writer.member("refused", count: state.refused)
      writer.member("advice", SourceAdvice.line(state, isVirtual: isVirtual))
    }
  }
}
