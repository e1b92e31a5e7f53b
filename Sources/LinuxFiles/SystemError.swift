internal import CLinux

/// A call to the kernel that failed, with the file it was about.
public struct SystemError: Error, CustomStringConvertible {
  /// The error number.
  public let code: Int32
  /// What was tried, a verb: "open", "read", "parse".
  public let operation: StaticString
  /// The file, as the user knows it; empty where there is none.
  public let path: String

  /// Describes a failed call.
  public init(code: Int32, operation: StaticString, path: String = "") {
    self.code = code
    self.operation = operation
    self.path = path
  }

  /// The last call's error.
  static func last(_ operation: StaticString, _ path: String = "") -> SystemError {
    SystemError(code: clinux_errno(), operation: operation, path: path)
  }

  /// The file or device is not there.
  public var isAbsent: Bool {
    code == ENOENT || code == ENOTDIR || code == ENODEV || code == ENXIO || code == ESRCH
  }

  /// The kernel does not let this user do it.
  public var isDenied: Bool { code == EACCES || code == EPERM }

  /// There is nothing to read or no room to write now.
  public var wouldBlock: Bool { code == EAGAIN }

  /// Nobody reads what is written.
  public var isBrokenPipe: Bool { code == EPIPE }

  /// There is a device or a pipe where a file should be.
  public var isOfNoFile: Bool { code == EMEDIUMTYPE }

  /// The text was read and could not be understood.
  public var isGarbled: Bool { code == EILSEQ }

  /// "cannot open /sys/x: Permission denied".
  public var description: String {
    let reason =
      switch code {
      case EILSEQ: "not in the expected form"
      case EMEDIUMTYPE: "it is no ordinary file"
      case ESTALE: "it was changed or replaced while it was read"
      default: Self.text(of: code)
      }
    return path.isEmpty
      ? "cannot \(operation): \(reason)" : "cannot \(operation) \(path): \(reason)"
  }

  /// The C library's words for an error number.
  public static func text(of code: Int32) -> String {
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    return unsafe String(cString: text)
  }

  /// A file whose text is not what the kernel documents.
  public static func garbled(_ path: String) -> SystemError {
    SystemError(code: EILSEQ, operation: "parse", path: path)
  }
}
