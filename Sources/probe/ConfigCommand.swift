import Agent
import ArgumentParser
import Commands
import LinuxFiles

/// Checks or prints the configuration.
struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Check the configuration, or print it with every default.",
    subcommands: [Check.self, Print.self])

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Exit 0 where the agent would take the file, else say what is wrong and where.",
      discussion: """
        What it takes and what will not be as it seems, such as a zone without a factor of its own, is warned of on \
        standard error; the exit status stays 0.

        Example:
          probe config check --config /etc/nodeprobe/probe.yaml
        """)

    @OptionGroup var config: ConfigOptions

    func run() throws {
      let configuration = try Configuration(path: config.config)
      for warning in configuration.warnings {
        StandardStream.error.write("warning: \(warning)\n")
      }
      if config.config == nil, !Configuration.hasDefaultFile {
        try Output.write("no \(Configuration.defaultPath): the defaults hold\n")
      } else {
        try Output.write("\(config.config ?? Configuration.defaultPath): ok\n")
      }
    }
  }

  struct Print: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "print",
      abstract: "Print the configuration as it takes effect, every default written out.",
      discussion: """
        The output is itself a configuration.

        Example:
          probe config print > probe.yaml
        """)

    @OptionGroup var config: ConfigOptions

    func run() throws {
      try Output.write(Configuration(path: config.config).yaml)
    }
  }
}
