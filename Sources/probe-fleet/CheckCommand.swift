import ArgumentParser
import Exporters
import FleetKit
import LinuxFiles
import NodeModel
import Terminal

/// `probe-fleet check`: what is broken and what is slow.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Find nodes that are broken or slow, and say why.",
    discussion: """
      Facts come first: what agents found, wrong results, energy in a wrong unit, two machines with one identity,
      clocks that are ahead, rows that never came. Then results are compared among nodes of one model and one
      configuration. The method is in docs/check.md; --explain prints its arithmetic for a node.

      Exit status: 0 nothing was found, 1 something was, 2 no performance could be judged.

      Examples:
        probe-fleet check fleet.jsonl
        probe-fleet check --json march.jsonl > march.json
        probe-fleet check --baseline march.json april.jsonl
        probe-fleet check --explain node7 fleet.jsonl
      """)

  @Flag(help: "Print JSON.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "Compare groups with those of FILE: reports of an accepted period, or what check --json printed of them.",
      valueName: "file"))
  var baseline: String?

  @Option(
    help: ArgumentHelp(
      "Print the arithmetic for one node, by its host's name or the beginning of its id.",
      valueName: "node"))
  var explain: String?

  @Argument(
    help: ArgumentHelp("Reports, files and folders of them, merged files.", valueName: "in"))
  var inputs: [String]

  func run() throws {
    if json, explain != nil {
      throw ValidationError("--explain prints text; leave --json out")
    }
    let check = try Self.check(inputs, against: try baseline.map(Self.baseline))
    if let explain {
      guard let explanation = check.explanation(of: explain) else {
        throw ValidationError(
          "no node, or more than one, is called \"\(explain.printable)\"; give its host's name or more of its id"
        )
      }
      try Output.write(
        Array((explanation.lines.map(\.printable) + [""]).joined(separator: "\n").utf8))
      throw ExitCode(explanation.isFound ? 1 : 0)
    }
    let outcome = check.outcome()
    if json {
      var writer = JSONWriter()
      outcome.write(into: &writer)
      writer.newline()
      try Output.write(writer.text.bytes)
    } else {
      let lines = CheckTable.lines(of: outcome, width: TerminalSize(of: 1)?.columns)
      try Output.write(Array((lines + [""]).joined(separator: "\n").utf8))
    }
    switch outcome.verdict {
    case .sound: return
    case .findings: throw ExitCode(1)
    case .notJudged: throw ExitCode(2)
    }
  }

  /// Takes all nodes of some inputs; what is refused is said on standard error.
  private static func check(_ inputs: [String], against baseline: Baseline?) throws -> FleetCheck {
    let reader = try FleetReader(inputs) {
      StandardStream.error.write("\($0.description.printable)\n")
    }
    guard reader.counts.nodes > 0 else {
      throw ValidationError(
        "no report could be read from \(inputs.joined(separator: " ").printable)")
    }
    var check = FleetCheck(baseline: baseline)
    try reader.forEachNode { check.add($0) }
    return check
  }

  /// Reads what `--json` printed; anything else is reports.
  private static func baseline(_ path: String) throws -> Baseline {
    let beginning = "{\"schema\":\"\(CheckOutcome.schema)\""
    if let bytes = try? BoundedFile.contents(of: path, limit: JSONReader.byteLimit),
      bytes.starts(with: beginning.utf8)
    {
      do {
        return try Baseline(reading: bytes)
      } catch {
        throw ValidationError("\(path.printable): \(error.description)")
      }
    }
    return Baseline(try check([path], against: nil).outcome())
  }
}
