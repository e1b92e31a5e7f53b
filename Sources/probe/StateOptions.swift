import Agent
import ArgumentParser
import LinuxFiles

/// Which agent is asked, or which directory is written.
struct StateOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Use this state directory instead of /var/lib/nodeprobe or the user's own.",
      valueName: "dir"))
  var stateDir: String?

  /// The sockets on which an agent may listen, the first choice first.
  var sockets: [String] { directories.map { $0 + "/agent.sock" } }

  /// The state directories of agents, the first choice first: the node's, then the user's.
  var directories: [String] {
    var directories = ["/var/lib/nodeprobe", StateDirectory.standard(ProcessImage.environment)]
    if let stateDir { directories = [stateDir] }
    if directories.count == 2, directories[0] == directories[1] { directories.removeLast() }
    return directories.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
  }
}
