import CLinux
import LinuxFiles

/// Ctrl-C, SIGTERM and the end of the terminal, taken as a wish to finish early; the second one ends the program as usual.
final class InterruptSignal {
  private let signals: FileDescriptor
  private var mask = sigset_t()

  /// From now on the signals wait to be asked for.
  init() {
    unsafe sigprocmask(SIG_BLOCK, nil, &mask)
    let wanted = [SIGINT, SIGTERM, SIGHUP]
    signals = FileDescriptor(owning: unsafe clinux_signals(wanted, Int32(wanted.count)))
  }

  /// Whether one of them came since the last question.
  var wasRaised: Bool {
    guard signals.raw >= 0, clinux_next_signal(signals.raw) > 0 else { return false }
    unsafe sigprocmask(SIG_SETMASK, &mask, nil)
    return true
  }
}
