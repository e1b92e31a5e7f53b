import ArgumentParser
import Commands
import LinuxFiles
import Terminal

/// `probe doctor`: which sources work here, which do not, why, and what would mend them.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Every source: whether it works here, why not, and what would mend it.",
    discussion: """
      Reads everything once with this user's rights. The agent may have others, by its unit and its drop-ins: what \
      it misses itself is nodeprobe_probe_failure_info on its page. Then every meter of power, and every way to know \
      the node's power, best first: the first one that can be had is used. Exit status 1 where a source that is here does not work.

      Examples:
        probe doctor
        sudo -u nodeprobe probe doctor
        probe doctor --json
      """)

  @OptionGroup var options: SnapshotOptions

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let snapshot = try options.take(interval: 200_000_000)
    let rows = snapshot.rows
    let states = SourceState.all(in: rows)
    let isVirtual = rows.contains {
      $0.family == "nodeprobe_virtualization_info" && ($0["hypervisor"] ?? "none") != "none"
    }
    let diagnosis = Diagnosis(
      sources: states, meters: MeterState.all(in: snapshot, states),
      ladder: LadderState.all(in: rows), division: DivisionState.all(in: rows),
      metersLeftOut: UInt64(
        rows.first { $0.family == "nodeprobe_sources_left_out" }?.value ?? 0),
      isVirtual: isVirtual)
    if json {
      try Output.write { diagnosis.write(to: &$0) }
    } else {
      try show(diagnosis)
    }
    if states.contains(where: { $0.verdict == .fails || $0.verdict == .partly }) {
      throw ExitCode(1)
    }
  }

  private func show(_ diagnosis: Diagnosis) throws {
    let style = Style(
      isTerminal: StandardStream.output.isTerminal, environment: ProcessImage.environment)
    let width = TerminalSize(of: 1)?.columns
    let tables = [
      sources(diagnosis, style), meters(diagnosis, style), ladder(diagnosis, style),
      division(diagnosis, style),
    ].filter { !$0.isEmpty }
    let lines = tables.flatMap { $0.lines(width: width) + [""] }
    let leftOut = diagnosis.leftOut.map { $0.wrapped(to: width ?? .max) + [""] } ?? []
    let advice = PowerAdvice.lines(
      diagnosis.meters, canCount: !diagnosis.division.contains(where: \.isDenied))
    try Output.write(
      lines: lines + leftOut + (advice.isEmpty ? [] : advice + [""])
        + diagnosis.summary.wrapped(to: width ?? .max))
  }

  private func sources(_ diagnosis: Diagnosis, _ style: Style) -> Table {
    var table = Table([
      .init("SOURCE"), .init("STATE"), .init("REFUSED", .right), .init("WHY, AND WHAT HELPS"),
    ])
    for state in diagnosis.sources {
      table.add(styled: [
        state.probe.printable, sign(state.verdict, style),
        state.refused > 0 ? "\(state.refused)" : "",
        SourceAdvice.line(state, isVirtual: diagnosis.isVirtual)?.printable ?? "",
      ])
    }
    return table
  }

  private func meters(_ diagnosis: Diagnosis, _ style: Style) -> Table {
    var table = Table([
      .init("METERS"), .init("STATE"), .init("READ", .right),
      .init("WHAT THEY MEASURE, AND WHY NOT"),
    ])
    for meters in diagnosis.meters {
      table.add(styled: [
        meters.source.printable, sign(meters.verdict, style),
        "\(meters.readable)/\(meters.places.count)", PowerAdvice.line(meters).printable,
      ])
    }
    return table
  }

  private func ladder(_ diagnosis: Diagnosis, _ style: Style) -> Table {
    var table = Table([.init("POWER FROM"), .init("STATE"), .init("WHY, AND WHAT HELPS")])
    for step in diagnosis.ladder {
      table.add(styled: [
        step.rung.printable, sign(step.state, step.reason, style), PowerAdvice.line(step).printable,
      ])
    }
    return table
  }

  private func division(_ diagnosis: Diagnosis, _ style: Style) -> Table {
    var table = Table([.init("DIVIDED"), .init("STATE"), .init("WHY, AND WHAT HELPS")])
    for way in diagnosis.division {
      table.add(styled: [
        way.weight.printable, sign(way.state, way.reason, style), way.advice.printable,
      ])
    }
    return table
  }

  private func sign(_ state: String, _ reason: String?, _ style: Style) -> String {
    switch state {
    case "source": style(.good, "+ in use")
    case "spare": style(.quiet, "- spare")
    default: style(.quiet, "- " + (reason ?? state).printable)
    }
  }

  private func sign(_ verdict: SourceState.Verdict, _ style: Style) -> String {
    style(role(of: verdict), "\(mark(verdict)) \(verdict.rawValue)")
  }

  private func mark(_ verdict: SourceState.Verdict) -> String {
    switch verdict {
    case .works: "+"
    case .partly: "!"
    case .absent, .resting, .off: "-"
    case .fails: "x"
    }
  }

  private func role(of verdict: SourceState.Verdict) -> Style.Role {
    switch verdict {
    case .works: .good
    case .partly: .warning
    case .absent, .resting, .off: .quiet
    case .fails: .critical
    }
  }
}
