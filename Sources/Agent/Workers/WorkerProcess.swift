internal import CLinux
internal import LinuxFiles

/// A child of the agent whose standard output is a pipe to us.
///
/// It is started with descriptors 0–2 only and no signal blocked, and dies with the agent.
final class WorkerProcess {
  let identifier: pid_t
  let pipe: FileDescriptor
  private var status: Int32?

  /// Starts `program` in the role of a worker.
  init(_ program: String, arguments: [String]) throws(SystemError) {
    var reader: Int32 = -1
    var writer: Int32 = -1
    let piped = unsafe clinux_pipe(&reader, &writer)
    guard piped == 0 else { throw SystemError(code: piped, operation: "make a pipe") }
    let theirs = FileDescriptor(owning: writer)
    let ours = FileDescriptor(owning: reader)
    _ = clinux_set_nonblocking(ours.raw)

    // Whoever looks at the processes of a node sees whose it is, not /proc/self/exe.
    let vector = unsafe (["probe-agent"] + arguments).map { unsafe strdup($0) } + [nil]
    defer { unsafe vector.forEach { unsafe free($0) } }
    var child: pid_t = 0
    let code = unsafe clinux_spawn(program, vector, theirs.raw, &child)
    guard code == 0 else { throw SystemError(code: code, operation: "start", path: program) }
    pipe = ours
    identifier = child
  }

  /// Ends it at once.
  func kill() {
    if status == nil { _ = CLinux.kill(identifier, SIGKILL) }
  }

  /// How it ended, as wait(2) tells; nil while it lives, or cannot be ended because the kernel holds it.
  func reap() -> Int32? {
    if let status { return status }
    var result: Int32 = 0
    if unsafe waitpid(identifier, &result, WNOHANG) == identifier { status = result }
    return status
  }
}
