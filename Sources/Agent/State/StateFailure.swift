internal import CLinux
internal import LinuxFiles

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
  /// It was written by an older program, in the form of this number, and is not brought to today's yet.
  case older(Int)
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
    case .older: "older"
    case .damaged: "damaged"
    case .absent: "absent"
    case .tooLarge: "too_large"
    case .guarded: "guarded"
    case .busy: "busy"
    }
  }
}

extension StateFailure {
  /// What an error number of the kernel means here.
  init(errno code: Int32) {
    switch code {
    case ENOSPC, EDQUOT, EFBIG: self = .full
    case EROFS: self = .readOnly
    case EACCES, EPERM: self = .denied
    case ENOENT, ENOTDIR: self = .absent
    case EOVERFLOW: self = .tooLarge
    default: self = .inputOutput
    }
  }

  /// What a failed call means here.
  init(_ error: SystemError) { self.init(errno: error.code) }

  /// One line for people: what, where, how to mend.
  public func line(about path: String) -> String {
    switch self {
    case .full: "\(path) cannot be written: no room; make room on its disk"
    case .readOnly: "\(path) cannot be written: its file system is read-only; mount it writable"
    case .denied: "\(path): permission denied; ask as a member of the group nodeprobe"
    case .inputOutput: "\(path) cannot be read or written: the disk failed"
    case .newer(let form):
      "\(path) was written by a newer nodeprobe (form \(form)); use that one, or another --state-dir"
    case .older(let form):
      "\(path) was written by an older nodeprobe (form \(form)); it is brought up to date when the agent starts"
    case .damaged: "\(path) is damaged; the agent begins a new one when it starts"
    case .absent: "\(path) is not there; no agent has run with this --state-dir"
    case .tooLarge: "\(path) is larger than is allowed"
    case .guarded: "\(path) holds rows that are not filed yet"
    case .busy: "\(path) is in use by another program; try again"
    }
  }
}
