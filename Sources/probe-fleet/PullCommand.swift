import ArgumentParser
import Commands
import FleetKit
import LinuxFiles
import Terminal

/// `probe-fleet pull`: the reports of many agents over HTTP.
struct PullCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pull",
    abstract: "Fetch the reports of many agents.",
    discussion: """
      FILE names agents as Prometheus' file_sd_configs do, JSON or YAML: \
      [{"targets": ["node7:9944"]}]. Reports go behind those that are in OUT already, a line \
      each (another file is refused and left as it is), and where the next ones begin stands in OUT.positions, so that the next run fetches \
      what is new. Each report is compared with its digest. A node that cannot be fetched is \
      named on standard error, and the rest goes on. Targets with another __scheme__ than http \
      are named once and not tried.

      Exit status: 0 all nodes that were tried were fetched, 1 some were not, 2 none was.

      Examples:
        probe-fleet pull --targets nodes.json -o fleet.ndjson
        probe-fleet pull --targets nodes.yml | probe-fleet merge -o fleet.jsonl -
      """)

  @Option(help: ArgumentHelp("The file of targets.", valueName: "file"), completion: .file())
  var targets: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Go on with this file, not to standard output.", valueName: "out"))
  var output: OutputPath?

  @Option(help: ArgumentHelp("So far back where a node was never fetched.", valueName: "n"))
  var hours = 24

  @Option(help: ArgumentHelp("So many nodes at a time.", valueName: "n"))
  var parallel = 32

  @Option(
    help: ArgumentHelp("For each request; a node has 20 times as long.", valueName: "seconds"))
  var timeout = 30

  func validate() throws {
    let options: [(name: String, value: Int, range: ClosedRange<Int>)] = [
      ("--hours", hours, 0...87_600), ("--parallel", parallel, 1...1024),
      ("--timeout", timeout, 1...3600),
    ]
    for (name, value, range) in options where !range.contains(value) {
      throw ValidationError(
        "\(name) \(value) is no number from \(range.lowerBound) to \(range.upperBound)")
    }
  }

  func run() throws {
    let contents = try TargetFile.read(targets)
    for (text, scheme) in contents.others {
      StandardStream.error.write(
        "\(text.printable): its __scheme__ is \(scheme.printable): an agent speaks plain HTTP\n")
    }
    guard !contents.targets.isEmpty else { throw ValidationError("\(targets) names no target") }
    if let file = output?.file, let stamp = FileStamp(of: file), stamp == FileStamp(of: targets) {
      throw ValidationError("-o \(file) is the file of targets; name another one")
    }
    let pull = try Pull(
      contents.targets, to: output?.file, hours: hours, patience: .seconds(timeout),
      remark: { StandardStream.error.write("\($0.printable)\n") }
    ) {
      StandardStream.error.write("\($0.text): \($1.description.printable)\n")
    }
    let counts: Pull.Counts
    do {
      counts = try pull.run(parallel: parallel)
    } catch let error as SystemError {
      throw Output.Failure(error)
    }
    if counts.failed > 0 { throw ExitCode(counts.fetched > 0 ? 1 : 2) }
  }
}
