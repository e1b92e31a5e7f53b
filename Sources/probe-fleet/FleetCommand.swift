import ArgumentParser
import LinuxFiles
import NodeModel

/// The root of the command line.
@main
struct FleetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probe-fleet",
    abstract: "What the reports of many nodes say together.",
    discussion: """
      Examples:
        probe-fleet merge -o site.jsonl reports/          one file of a folder of reports
        probe-fleet merge -o fleet.jsonl site-*.jsonl     one file of several such files
        probe-fleet report -o fleet.html fleet.jsonl      a page for people
        probe-fleet check fleet.jsonl                     what is broken or slow
      """,
    version: Version.current,
    subcommands: [
      MergeCommand.self, ReportCommand.self, CheckCommand.self, PullCommand.self,
      CompletionsCommand.self,
    ])

  /// Runs what was asked for. Wrong use is one line on standard error and exit status 2.
  static func main() {
    do {
      var command = try parseAsRoot(Array(CommandLine.arguments.dropFirst()))
      try command.run()
    } catch {
      exit(withStatusOf: error)
    }
  }

  private static func exit(withStatusOf error: any Error) -> Never {
    if let failure = error as? Output.Failure { end(failure) }
    let code = exitCode(for: error)
    let text = message(for: error)
    if code.isSuccess {
      do {
        if !text.isEmpty { try Output.write(Array((text + "\n").utf8)) }
      } catch {
        end(error)
      }
      ProcessImage.end(0)
    }
    if let code = error as? ExitCode { ProcessImage.end(code.rawValue) }
    let line = text.split(separator: "\n").first.map(String.init) ?? "failed"
    StandardStream.error.write("probe-fleet: \(line)\n")
    ProcessImage.end(2)
  }

  private static func end(_ failure: Output.Failure) -> Never {
    if !failure.isSilent { StandardStream.error.write("probe-fleet: \(failure)\n") }
    ProcessImage.end(failure.status)
  }
}
