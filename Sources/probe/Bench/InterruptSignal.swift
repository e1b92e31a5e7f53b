import CLinux
import LinuxFiles

/// Ctrl-C, SIGTERM and the end of the terminal, taken as a wish to finish early; the second Ctrl-C or SIGTERM ends the
/// program as usual.
final class InterruptSignal {
  private let signals: FileDescriptor
  private var mask = sigset_t()

  /// From now on the signals wait to be asked for, but for those that are ignored: whoever starts a program with
  /// nohup wants it to go on, and a signal that is blocked waits even where it is ignored.
  init() {
    unsafe sigprocmask(SIG_BLOCK, nil, &mask)
    let wanted = [SIGINT, SIGTERM, SIGHUP].filter { clinux_is_ignored($0) == 0 }
    signals = FileDescriptor(owning: unsafe clinux_signals(wanted, Int32(wanted.count)))
    // A terminal that is closed sends it twice, by the shell and by the kernel: that is one wish.
    if wanted.contains(SIGHUP) { unsafe sigaddset(&mask, SIGHUP) }
  }

  /// Whether one of them came since the last question.
  var wasRaised: Bool {
    guard signals.raw >= 0, clinux_next_signal(signals.raw) > 0 else { return false }
    unsafe sigprocmask(SIG_SETMASK, &mask, nil)
    return true
  }
}
