import CLinux
import LinuxFiles

/// Ctrl-C, SIGTERM and the end of the terminal, taken as a wish to finish early; the second Ctrl-C or SIGTERM ends the
/// program as usual.
///
/// Where something is held that has to be given back, nothing but SIGKILL ends or stops the program before that:
/// SIGQUIT is a wish as well, and whoever wants it to stop waits.
final class InterruptSignal {
  /// What would stop the program with what it holds.
  private static let stopping = [SIGTSTP, SIGTTIN, SIGTTOU]

  private let signals: FileDescriptor
  /// What is blocked after the first wish.
  private var mask = sigset_t()
  private let isHolding: Bool

  /// From now on the signals wait to be asked for, but for those that are ignored: whoever starts a program with
  /// nohup wants it to go on, and a signal that is blocked waits even where it is ignored.
  ///
  /// - Parameter isHolding: whether all of them wait until `release()`, however many come.
  init(isHolding: Bool = false) {
    self.isHolding = isHolding
    unsafe sigprocmask(SIG_BLOCK, nil, &mask)
    if isHolding {
      var stopping = sigset_t()
      unsafe sigemptyset(&stopping)
      for signal in Self.stopping { unsafe sigaddset(&stopping, signal) }
      unsafe sigprocmask(SIG_BLOCK, &stopping, nil)
    }
    let wanted = ([SIGINT, SIGTERM, SIGHUP] + (isHolding ? [SIGQUIT] : []))
      .filter { clinux_is_ignored($0) == 0 }
    signals = FileDescriptor(owning: unsafe clinux_signals(wanted, Int32(wanted.count)))
    // A terminal that is closed sends it twice, by the shell and by the kernel: that is one wish.
    if wanted.contains(SIGHUP), !isHolding { unsafe sigaddset(&mask, SIGHUP) }
  }

  /// Whether one of them came since the last question.
  var wasRaised: Bool {
    guard signals.raw >= 0, clinux_next_signal(signals.raw) > 0 else { return false }
    if !isHolding { unsafe sigprocmask(SIG_SETMASK, &mask, nil) }
    return true
  }

  /// All is given back: what waits comes now.
  func release() {
    if isHolding { unsafe sigprocmask(SIG_SETMASK, &mask, nil) }
  }
}
