public import LinuxFiles

/// Why a benchmark could not run, or must not be believed.
public enum BenchError: Error, CustomStringConvertible {
  /// The kernel refused something.
  case system(SystemError)
  /// The result is not what the mathematics say: where, and by how much.
  case wrong(String)
  /// There is too little memory or too few CPUs: what is missing, and what to do.
  case impossible(String)

  /// One line for the user.
  public var description: String {
    switch self {
    case .system(let error): error.description
    case .wrong(let what): "wrong result: \(what)"
    case .impossible(let what): what
    }
  }
}
