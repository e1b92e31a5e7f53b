import CLinux
import LinuxFiles

/// The command as a child of ours: what is sent to us is sent on to it, it stops and goes on with us, and its
/// end is ours.
///
/// It stays in our process group. So a terminal tells it itself when somebody types Ctrl-C; only what others
/// send to us alone has to be passed on.
final class RunningCommand {
  /// All that somebody may send to a program and mean something by it, those of real time among them. Not those that
  /// the kernel stops us with where we touch a terminal from behind, nor those of our own mistakes.
  private static let passedOn =
    [
      SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGWINCH, SIGTSTP, SIGCONT, SIGALRM,
      SIGVTALRM, SIGPROF, SIGABRT, SIGURG, SIGIO, SIGPWR, SIGXCPU, SIGXFSZ,
    ] + Array(clinux_first_realtime_signal()...clinux_last_realtime_signal())
  /// What the kernel sends to us alone: a terminal that is gone tells the session's first process, and an alarm that was
  /// set before us was set for the command.
  private static let toUsAlone = [SIGHUP, SIGALRM]

  private let signals: FileDescriptor
  private var mask = sigset_t()
  private var child: pid_t = 0
  /// Whether who started us ignores the ends of children, as the command will then.
  private let ignoresChildren: Bool
  /// How it ended; nil while it runs.
  private(set) var ending: Ending?
  /// CPU time of all processes that were waited for, in nanoseconds.
  private(set) var reaped: UInt64 = 0

  /// How a command ended.
  enum Ending: Equatable {
    case status(Int32)
    case signal(Int32)
    /// It is gone, and somebody else was told how.
    case lost

    /// What a shell makes of it.
    var exitStatus: Int32 {
      switch self {
      case .status(let status): status
      case .signal(let signal): 128 + signal
      case .lost: 125
      }
    }
  }

  /// The command could not be started.
  struct Failure: Error {
    let code: Int32
    /// It could not enter its group; without one it may be tried again.
    let isOutside: Bool
  }

  /// From now on signals wait for the command.
  init() {
    ignoresChildren = clinux_expect_children() != 0
    unsafe sigprocmask(SIG_BLOCK, nil, &mask)
    let wanted = Self.passedOn + [SIGCHLD]
    signals = FileDescriptor(owning: unsafe clinux_signals(wanted, Int32(wanted.count)))
  }

  /// Starts it; it enters the groups whose `cgroup.procs` are `entrances` by itself.
  func start(_ words: [String], in entrances: [String]) throws(Failure) {
    let arguments = unsafe Self.vector(words)
    let groups = unsafe Self.vector(entrances)
    defer { unsafe (arguments + groups).forEach { unsafe free($0) } }
    let start = unsafe clinux_command(arguments, groups, &mask, ignoresChildren ? 1 : 0)
    guard start.child > 0 else { throw Failure(code: start.error, isOutside: start.outside != 0) }
    child = start.child
  }

  /// Strings of C with a null behind them; to be freed.
  private static func vector(_ words: [String]) -> [UnsafeMutablePointer<CChar>?] {
    unsafe words.map { unsafe strdup($0) } + [nil]
  }

  /// Waits until something happens, at most so many milliseconds (−1: without end), and handles it.
  func wait(milliseconds: Int32) {
    var waits = [pollfd(fd: signals.raw, events: Int16(POLLIN), revents: 0)]
    unsafe poll(&waits, 1, milliseconds)
    var isFromKernel: Int32 = 0
    while case let signal = unsafe clinux_next_signal_from(signals.raw, &isFromKernel), signal > 0 {
      handle(signal, isFromKernel: isFromKernel != 0)
    }
    reap()
  }

  private func handle(_ signal: Int32, isFromKernel: Bool) {
    guard signal != SIGCHLD, ending == nil else { return }
    if !isFromKernel || Self.toUsAlone.contains(signal) { kill(child, signal) }
    // The shell waits for us to stop. Where the command does not, it goes on without us until SIGCONT. The kernel's way
    // and not SIGSTOP: it stops nobody whom no shell would continue (an orphaned group of processes), as it does not stop
    // the command there.
    if signal == SIGTSTP { clinux_take_signal(SIGTSTP) }
  }

  private func reap() {
    while true {
      var word: Int32 = 0
      var usage = rusage()
      let process = unsafe wait4(-1, &word, WNOHANG, &usage)
      guard process > 0 else {
        if process < 0, clinux_errno() == ECHILD, ending == nil { ending = .lost }
        break
      }
      reaped += Self.nanoseconds(usage.ru_utime) + Self.nanoseconds(usage.ru_stime)
      guard process == child else { continue }
      let signal = clinux_end_signal(word)
      ending = signal > 0 ? .signal(signal) : .status(clinux_exit_status(word))
    }
  }

  private static func nanoseconds(_ time: timeval) -> UInt64 {
    UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_usec) * 1000
  }
}
