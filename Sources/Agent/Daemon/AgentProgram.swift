internal import CLinux
internal import LinuxFiles
internal import NodeModel

/// The roles of `probe-agent`.
public enum AgentProgram {
  /// Runs the role that `arguments` (without the program's name) ask for; the exit status.
  public static func run(_ arguments: [String]) -> Int32 {
    // One arena: the agent has two threads, and an arena for each would keep its own free memory.
    mallopt(M_ARENA_MAX, 1)
    // What is larger goes back to the kernel when it is freed: a report of some megabytes leaves nothing behind.
    mallopt(M_MMAP_THRESHOLD, 256 << 10)
    do {
      switch arguments.first {
      case "agent":
        return try Daemon(AgentOptions(arguments.dropFirst())).run()
      case "worker":
        guard let name = arguments.dropFirst().first else { break }
        return try WorkerProgram.run(name, AgentOptions(arguments.dropFirst(2)))
      case "--version":
        StandardStream.output.write("probe-agent \(Version.current)\n")
        return 0
      default: break
      }
      throw AgentOptions.Wrong(
        description: "the role must be agent or worker NAME; people start it as: probe agent")
    } catch {
      StandardStream.error.write("probe-agent: \(error)\n")
      return isTransient(error) ? 1 : 2
    }
  }

  /// Whether the same start may succeed later: a service manager tries again after status 1 and not after
  /// 2, which is wrong use.
  private static func isTransient(_ error: any Error) -> Bool {
    // To a person it is wrong use; to a service manager it is the one that it has killed and the kernel still holds.
    let isService = ProcessImage.environment("NOTIFY_SOCKET") != nil
    return switch error {
    case let error as ListenFailure: error.isTransient || error.isTaken && isService
    case is StateDirectory.InUse: isService
    case let error as StateDirectory.Unusable: isPassing(error.cause)
    case let error as SystemError: isPassing(error)
    default: false
    }
  }

  /// What runs out, and a disk that is full, read-only or failing, may be mended while the same command stays right.
  private static func isPassing(_ error: SystemError) -> Bool {
    error.isOfSickDisk || [EMFILE, ENFILE, ENOMEM, EAGAIN, EINTR].contains(error.code)
  }
}
