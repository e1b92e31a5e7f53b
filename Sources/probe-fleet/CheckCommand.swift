import ArgumentParser
import Commands
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
      Facts come first: what agents found, wrong results, energy in a wrong unit, two machines \
      with one identity, clocks that are ahead, rows that never came, and with --targets nodes \
      that did not report. Then results are compared among nodes of one model and one configuration. The method is in docs/check.md; --explain \
      prints its arithmetic for a node.

      Exit status: 0 nothing was found; 1 something was; 2 nothing was found, but a document was \
      left out or no performance could be judged.

      Examples:
        probe-fleet check fleet.jsonl
        probe-fleet check --json march.jsonl > march.json
        probe-fleet check --baseline march.json april.jsonl
        probe-fleet check --explain node7 fleet.jsonl
        probe-fleet check --targets nodes.json --positions out.positions out
      """)

  @Flag(help: "Print JSON.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "Compare groups with those of FILE: reports of an accepted period, or what check --json printed of them.",
      valueName: "file"), completion: .file())
  var baseline: String?

  @Flag(
    help:
      "With --json and --baseline: later periods are compared with this one, and only what is missing here with the baseline's."
  )
  var freeze = false

  @Option(
    help: ArgumentHelp(
      "Print the arithmetic for one node, by its host's name or the beginning of its id.",
      valueName: "node"))
  var explain: String?

  @OptionGroup
  var expectedOptions: ExpectedOptions

  @OptionGroup
  var inputs: InputOptions

  func run() throws {
    if json, explain != nil {
      throw ValidationError("--explain prints text; leave --json out")
    }
    if freeze, !json || baseline == nil {
      throw ValidationError("--freeze is about what --json prints with --baseline: give both")
    }
    let targets = try expectedOptions.read()
    let baseline = try baseline.map { try BaselineInput($0, threads: inputs.threads).baseline }
    let (check, refused) = try checked(against: baseline, expecting: targets)
    if let explain { return try Self.explain(explain, check) }
    let outcome = check.outcome()
    if let failure = check.failure { throw failure }
    if json {
      if let unmatched = outcome.unmatched {
        StandardStream.error.write("probe-fleet: \(unmatched.words.printable)\n")
      }
      try Output.write { (freeze ? outcome.frozen : outcome).write(into: &$0) }
    } else {
      let width = TerminalSize(of: 1)?.columns
      try Output.write(lines: CheckTable.lines(of: outcome, refused: refused, width: width))
    }
    switch outcome.verdict {
    case .sound: if refused > 0 { throw ExitCode(2) }
    case .findings: throw ExitCode(1)
    case .notJudged: throw ExitCode(2)
    }
  }

  /// All nodes, and how many documents were refused. What it took to read them is gone behind it.
  private func checked(
    against baseline: Baseline?, expecting targets: ExpectedTargets?
  ) throws -> (FleetCheck, refused: Int) {
    let reader = try inputs.read()
    var check = FleetCheck(baseline: baseline, expecting: targets)
    try reader.forEachNode { node in
      check.add(node)
      if let failure = check.failure { throw failure }
    }
    return (check, reader.counts.refused)
  }

  private static func explain(_ name: String, _ check: FleetCheck) throws {
    do {
      let (lines, isFound) = try check.explanation(of: name)
      if let failure = check.failure { throw failure }
      try Output.write(lines: lines.map(\.printable))
      if isFound { throw ExitCode(1) }
    } catch let error as UnknownNode {
      throw ValidationError(error.description.printable)
    }
  }
}
