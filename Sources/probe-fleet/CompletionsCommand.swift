import ArgumentParser

/// Prints a completion script.
struct CompletionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions",
    abstract: "Print the completion script of a shell.",
    discussion: """
      Example:
        probe-fleet completions bash > /etc/bash_completion.d/probe-fleet
      """)

  @Argument(help: "bash, zsh or fish.")
  var shell: String

  func run() throws {
    guard let known = CompletionShell(rawValue: shell) else {
      throw ValidationError("\"\(shell)\" is no shell that is known here; it is bash, zsh or fish")
    }
    try Output.write(Array((FleetCommand.completionScript(for: known) + "\n").utf8))
  }
}
