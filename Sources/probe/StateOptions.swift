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

  /// An empty one would be the root of all files: what a script makes of a variable that is not set.
  func validate() throws {
    if stateDir?.isEmpty == true { throw ValidationError("--state-dir names no directory") }
  }

  /// The sockets on which an agent may listen, the first choice first.
  var sockets: [String] { directories.map { $0 + "/agent.sock" } }

  /// The state directories of agents, the first choice first: the node's, then the user's. The directory of a
  /// unit in which we run is that unit's own.
  var directories: [String] {
    let own = StateDirectory.standard {
      $0 == "STATE_DIRECTORY" ? nil : ProcessImage.environment($0)
    }
    var directories = ["/var/lib/nodeprobe", own]
    if let stateDir { directories = [stateDir] }
    if directories.count == 2, directories[0] == directories[1] { directories.removeLast() }
    return directories.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
  }
}
