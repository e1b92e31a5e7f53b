import ArgumentParser

/// The root of the command line.
@main
struct ProbeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probe",
    abstract: "What this node is made of, how it is, how busy it is and what it draws.",
    subcommands: [SensorsCommand.self, PCICommand.self])
}
