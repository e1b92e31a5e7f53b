internal import CLinux

/// This process as a whole: becoming another program, and ending.
public enum ProcessImage {
  /// Replaces this program by `program`; returns only by throwing.
  ///
  /// The corresponding C function is `execv`.
  public static func become(_ program: String, arguments: [String]) throws(SystemError) -> Never {
    let vector = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
    defer { unsafe vector.forEach { unsafe free($0) } }
    unsafe execv(program, vector)
    throw SystemError.last("start", program)
  }

  /// Ends the process.
  public static func end(_ status: Int32) -> Never {
    exit(status)
  }

  /// Whether `path` is a program that this user may start.
  public static func isProgram(_ path: String) -> Bool {
    unsafe access(path, X_OK) == 0
  }

  /// The running program's own file.
  public static var path: String {
    (try? Directory("/proc/self"))?.link("exe") ?? ""
  }

  /// A variable of the environment; nil where it is not set or empty.
  public static func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    let text = unsafe String(cString: value)
    return text.isEmpty ? nil : text
  }
}
