internal import CLinux

/// A child whose standard output is a pipe to us.
///
/// It is started with descriptors 0–2 only, nothing to read and no signal blocked.
///
/// System calls: `posix_spawn(3)`, `waitpid(2)`.
public final class ChildProcess {
  /// Its number.
  public let identifier: Int32
  /// Its output, never blocking.
  public let pipe: FileDescriptor
  private var status: Int32?

  /// Whose program it is.
  public enum Kind: Sendable {
    /// Ours: it writes to our standard error.
    case own
    /// Another's: what it says of errors is dropped, and what it has started is ended with it.
    case foreign
  }
  private let kind: Kind

  /// Starts `program`, a path.
  ///
  /// - Parameter name: what whoever looks at the processes of a node sees it as.
  public init(
    _ program: String, as name: String, arguments: [String], _ kind: Kind
  ) throws(SystemError) {
    var reader: Int32 = -1
    var writer: Int32 = -1
    let piped = unsafe clinux_pipe(&reader, &writer)
    guard piped == 0 else { throw SystemError(code: piped, operation: "make a pipe") }
    let theirs = FileDescriptor(owning: writer)
    let ours = FileDescriptor(owning: reader)
    _ = clinux_set_nonblocking(ours.raw)

    let vector = unsafe ([name] + arguments).map { unsafe strdup($0) } + [nil]
    defer { unsafe vector.forEach { unsafe free($0) } }
    var child: pid_t = 0
    let isOurs: Int32 = kind == .own ? 1 : 0
    let code = unsafe clinux_spawn(program, vector, theirs.raw, isOurs, &child)
    guard code == 0 else { throw SystemError(code: code, operation: "start", path: program) }
    pipe = ours
    identifier = child
    self.kind = kind
  }

  /// Ends it at once.
  public func kill() {
    guard status == nil else { return }
    _ = CLinux.kill(kind == .own ? identifier : -identifier, SIGKILL)
  }

  /// How it ended, as wait(2) tells; nil while it lives, or cannot be ended because the kernel holds it.
  public func reap() -> Int32? {
    if status == nil { status = Self.reap(identifier) }
    return status
  }

  /// The same of a child by its number, once.
  static func reap(_ identifier: Int32) -> Int32? {
    var result: Int32 = 0
    return unsafe waitpid(identifier, &result, WNOHANG) == identifier ? result : nil
  }
}
