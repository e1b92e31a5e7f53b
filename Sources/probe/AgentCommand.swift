import Agent
import ArgumentParser
import LinuxFiles

/// Becomes the daemon, after checking what a person typed.
struct AgentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "agent",
    abstract: "Run the daemon that Prometheus scrapes.",
    discussion: """
      It answers on /metrics, /report, /v1/node, /v1/jobs, /healthz and /readyz, and / shows the node live. It needs no \
      root, opens no connection by itself, and listens on loopback unless told otherwise.

      Example:
        probe agent --listen 0.0.0.0:9944
      """)

  @Option(
    help: ArgumentHelp(
      "Listen on this numeric address and port instead of 127.0.0.1:9944.",
      valueName: "addr:port"))
  var listen: String?

  @Option(help: Interval.help("Time between sampling rounds", "100ms to 1m"))
  var interval: String?

  @Option(
    help: ArgumentHelp("How much is logged: error, warning, info, debug.", valueName: "level"))
  var logLevel: String?

  @OptionGroup var config: ConfigOptions
  @OptionGroup var state: StateOptions
  @OptionGroup var root: RootOptions

  @Option(help: .hidden)
  var clock: String?

  /// What is passed on; also what is checked here, so that a mistake is said before anything starts.
  var arguments: [String] {
    let options: [(name: String, value: String?)] = [
      ("listen", listen), ("interval", interval), ("log-level", logLevel),
      ("config", config.config), ("state-dir", state.stateDir), ("clock", clock),
      ("sysfs", root.sysfs), ("procfs", root.procfs),
    ]
    return options.compactMap { option in option.value.map { "--\(option.name)=\($0)" } }
  }

  func validate() throws {
    if let interval {
      _ = try Interval.nanoseconds(interval, in: 100_000_000...60_000_000_000)
    }
    do {
      _ = try AgentOptions(arguments)
    } catch {
      throw ValidationError(error.description)
    }
  }

  func run() throws {
    try ProcessImage.become(AgentProgramFile.find(), arguments: ["agent"] + arguments)
  }
}
