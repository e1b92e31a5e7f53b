/// Why something cannot be kept; the word stands on the page.
public enum StateFailure: Error, Equatable, Sendable {
  /// The disk, a quota or a limit of file sizes is exhausted.
  case full
  /// The file system cannot be written.
  case readOnly
  /// This user may not.
  case denied
  /// The disk failed.
  case inputOutput
  /// It was written by a newer program, whose form has this number.
  case newer(Int)
  /// It is no such file.
  case damaged
  /// It is not there.
  case absent
  /// More than there is room for.
  case tooLarge
  /// The rows of the epoch before are not safe yet, and writing would destroy them.
  case guarded
  /// Another program holds it for longer than is waited for.
  case busy

  /// The word in labels and on log lines.
  public var word: String {
    switch self {
    case .full: "full"
    case .readOnly: "read_only"
    case .denied: "eacces"
    case .inputOutput: "io_error"
    case .newer: "newer"
    case .damaged: "damaged"
    case .absent: "absent"
    case .tooLarge: "too_large"
    case .guarded: "guarded"
    case .busy: "busy"
    }
  }
}
