public import ArgumentParser

/// Prints a completion script for the program whose root is `Root`.
public struct CompletionsCommand<Root: ParsableCommand>: ParsableCommand {
  /// What `--help` says.
  public static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "completions",
      abstract: "Print the completion script of a shell.",
      discussion: """
        Example:
          \(Root.programName) completions bash > /etc/bash_completion.d/\(Root.programName)
        """)
  }

  @Argument(help: "bash, zsh or fish.", completion: .list(["bash", "zsh", "fish"]))
  private var shell: String

  /// Before anything was typed.
  public init() {}

  /// Prints it.
  public func run() throws {
    guard let known = CompletionShell(rawValue: shell) else {
      throw ValidationError("\"\(shell)\" is no shell that is known here; it is bash, zsh or fish")
    }
    try Output.write(Root.completionScript(for: known) + "\n")
  }
}
