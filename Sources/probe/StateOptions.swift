import ArgumentParser
import CLinux

/// Where the agent's state directory is, and in it its socket.
struct StateOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Ask the agent whose state is in DIR.",
      discussion: """
        By default the node's agent in /var/lib/nodeprobe, or where none answers there, the user's \
        own in $XDG_STATE_HOME/nodeprobe.
        """, valueName: "dir"))
  var stateDir: String?

  /// The sockets on which an agent may listen, the first choice first.
  var sockets: [String] {
    if let stateDir { return [Self.socket(in: stateDir)] }
    return [Self.socket(in: "/var/lib/nodeprobe")] + Self.userDirectory.map(Self.socket)
  }

  /// `$XDG_STATE_HOME/nodeprobe`, by default `~/.local/state/nodeprobe`; none without a home.
  private static var userDirectory: [String] {
    if let state = variable("XDG_STATE_HOME"), state.hasPrefix("/") {
      return [state + "/nodeprobe"]
    }
    return variable("HOME").map { [$0 + "/.local/state/nodeprobe"] } ?? []
  }

  private static func socket(in directory: String) -> String {
    directory.hasSuffix("/") ? directory + "agent.sock" : directory + "/agent.sock"
  }
}

/// A variable of the environment; nil where it is not set or empty.
func variable(_ name: String) -> String? {
  guard let value = unsafe getenv(name) else { return nil }
  let text = unsafe String(cString: value)
  return text.isEmpty ? nil : text
}
