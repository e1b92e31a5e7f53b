import CLinux
import LinuxFiles

/// The command as a child of ours: what is sent to us is sent on to it, it stops and goes on with us, and its
/// end is ours.
///
/// It stays in our process group. So a terminal tells it itself when somebody types Ctrl-C; only what others
/// send to us alone has to be passed on.
final class RunningCommand {
  private static let passedOn = [
    SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGWINCH, SIGTSTP, SIGCONT,
  ]

  private let signals: FileDescriptor
  private var mask = sigset_t()
  private var child: pid_t = 0
  /// How it ended, as wait4(2) says; nil while it runs.
  private(set) var status: Int32?
  /// Why it could not be started, as an error number; 0 where it could.
  private(set) var refusal: Int32 = 0
  /// CPU time of all processes that were waited for, in nanoseconds.
  private(set) var reaped: UInt64 = 0

  /// The command could not be started.
  struct Failure: Error {
    let code: Int32
    /// It could not enter its group; without one it may be tried again.
    let isOutside: Bool
  }

  /// From now on signals wait for the command.
  init() {
    unsafe sigprocmask(SIG_BLOCK, nil, &mask)
    let wanted = Self.passedOn + [SIGCHLD]
    signals = FileDescriptor(owning: unsafe clinux_signals(wanted, Int32(wanted.count)))
  }

  /// Starts it in the groups behind `entrances`.
  func start(_ words: [String], in entrances: [FileDescriptorBox]) throws(Failure) {
    let vector = unsafe words.map { unsafe strdup($0) } + [nil]
    defer { unsafe vector.forEach { unsafe free($0) } }
    let groups = entrances.map(\.raw)
    let start = unsafe clinux_command(vector, groups, Int32(groups.count), &mask)
    guard start.child > 0 else {
      refusal = start.error
      throw Failure(code: start.error, isOutside: start.outside != 0)
    }
    child = start.child
  }

  /// Waits until something happens, at most so many milliseconds (−1: without end), and handles it.
  func wait(milliseconds: Int32) {
    var waits = [pollfd(fd: signals.raw, events: Int16(POLLIN), revents: 0)]
    unsafe poll(&waits, 1, milliseconds)
    var isFromTerminal: Int32 = 0
    while case let signal = unsafe clinux_next_signal_from(signals.raw, &isFromTerminal), signal > 0
    {
      handle(signal, isFromTerminal: isFromTerminal != 0)
    }
    reap()
  }

  private func handle(_ signal: Int32, isFromTerminal: Bool) {
    guard signal != SIGCHLD, status == nil else { return }
    // A terminal that is gone tells the session's first process alone.
    if !isFromTerminal || signal == SIGHUP { kill(child, signal) }
    // The shell waits for us to stop. Where the command does not, it goes on without us until SIGCONT.
    if signal == SIGTSTP { kill(getpid(), SIGSTOP) }
  }

  private func reap() {
    while true {
      var word: Int32 = 0
      var usage = rusage()
      let process = unsafe wait4(-1, &word, WNOHANG, &usage)
      guard process > 0 else { break }
      reaped += Self.nanoseconds(usage.ru_utime) + Self.nanoseconds(usage.ru_stime)
      if process == child { status = word }
    }
  }

  private static func nanoseconds(_ time: timeval) -> UInt64 {
    UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_usec) * 1000
  }

  /// Whether there ever was a process of it.
  var hasStarted: Bool { child > 0 }

  /// The command's own exit status, or 128 and the signal that ended it.
  var exitStatus: Int32 {
    guard let status else { return refusal == ENOENT ? 127 : 126 }
    let signal = clinux_end_signal(status)
    return signal > 0 ? 128 + signal : clinux_exit_status(status)
  }
}
