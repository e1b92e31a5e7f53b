internal import LinuxFiles
internal import Probes

/// Where the CPU time of a command is read that is not counted with the control groups of all jobs.
enum CommandTime {
  /// By a group of its own.
  case group(GroupTime)
  /// By the processes that it has started.
  case tree(ProcessTree)

  /// CPU time until now, in nanoseconds; nil where it cannot be read any more.
  func total(buffer: inout ReadBuffer) -> UInt64? {
    switch self {
    case .group(let group): group.total(buffer: &buffer)
    case .tree(let tree): tree.total(buffer: &buffer)
    }
  }
}
