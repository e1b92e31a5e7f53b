import Agent
import ArgumentParser
import LinuxFiles
import NodeModel

/// The root of the command line.
@main
struct ProbeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probe",
    abstract: "What this node is made of, how it is, how busy it is and what it draws.",
    discussion: """
      Examples:
        probe                 one screen of this node
        probe top             the same, live
        probe agent           run the daemon that Prometheus scrapes
        probe jobs            the energy of every job
        probe run -- make     run a command and say what energy it took
        probe sensors         every temperature, fan, voltage and power reading
        probe bench           measure what this node can do
      """,
    version: Version.current,
    subcommands: [
      NodeCommand.self, TopCommand.self, AgentCommand.self, MetricsCommand.self,
      ReportCommand.self, JobsCommand.self, ExplainCommand.self, SensorsCommand.self,
      PCICommand.self,
      InventoryCommand.self, BenchCommand.self, CalibrateCommand.self, RunCommand.self,
      DoctorCommand.self,
      ConfigCommand.self, CompletionsCommand.self,
    ], defaultSubcommand: NodeCommand.self)

  /// Runs what was asked for. Wrong use is one line on standard error and exit status 2.
  static func main() {
    do {
      let words = CommandLine.arguments.dropFirst()
      if words.first == "bench", let complaint = BenchMemory.complaint() {
        throw ValidationError(complaint)
      }
      if words.first == "run", let complaint = RunCommand.complaint(about: words) {
        throw complaint
      }
      if let unknown = UnknownCommand.first(in: words, below: Self.self) { throw unknown }
      var command = try parseAsRoot(Array(words))
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
        if !text.isEmpty { try Output.write(text + "\n") }
      } catch {
        end(error)
      }
      ProcessImage.end(0)
    }
    if let code = error as? ExitCode { ProcessImage.end(code.rawValue) }
    let line = text.split(separator: "\n").first.map(String.init) ?? "failed"
    StandardStream.error.write("probe: \(line)\n")
    ProcessImage.end(2)
  }

  private static func end(_ failure: Output.Failure) -> Never {
    if !failure.isSilent { StandardStream.error.write("probe: \(failure)\n") }
    ProcessImage.end(failure.status)
  }
}
