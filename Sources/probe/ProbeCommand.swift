import Agent
import ArgumentParser
import Commands
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
      ConfigCommand.self, CompletionsCommand<ProbeCommand>.self,
    ], defaultSubcommand: NodeCommand.self)

  /// Runs what was asked for.
  static func main() {
    runToEnd { words in
      if words.first == "bench", let complaint = BenchMemory.complaint() {
        throw ValidationError(complaint)
      }
      if words.first == "run", let complaint = RunCommand.complaint(about: words) {
        throw complaint
      }
    }
  }
}
