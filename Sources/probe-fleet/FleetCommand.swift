import ArgumentParser
import CLinux
import Commands
import NodeModel

/// The root of the command line.
@main
struct FleetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probe-fleet",
    abstract: "What the reports of many nodes say together.",
    discussion: """
      Examples:
        probe-fleet pull --targets nodes.json -o site.ndjson  what agents know
        probe-fleet merge -o site.jsonl reports/       one file of a folder of reports
        probe-fleet merge -o fleet.jsonl site-*.jsonl  one file of several such files
        probe-fleet check fleet.jsonl                  what is broken or slow
        probe-fleet report -o fleet.html fleet.jsonl   a page for people
      """,
    version: Version.current,
    subcommands: [
      PullCommand.self, MergeCommand.self, CheckCommand.self, ReportCommand.self,
      CompletionsCommand<FleetCommand>.self,
    ])

  /// Runs what was asked for.
  static func main() {
    // Tables of a hundred thousand nodes grow by copies: what is left of these goes back to the kernel.
    mallopt(M_MMAP_THRESHOLD, 1 << 20)
    // Smaller ones are needed again at once: their room would go back and come again with each node.
    mallopt(M_TRIM_THRESHOLD, 1 << 20)
    runToEnd(PathList.joined(in: Array(CommandLine.arguments.dropFirst())), unwritten: 2)
  }
}
