internal import CLinux

/// Tells systemd how the service is (sd_notify(3)), without its library; does nothing elsewhere.
struct SystemdNotifier {
  private let address: String?
  /// Nanoseconds within which systemd wants to hear from us; nil where it does not watch.
  let watchdogInterval: UInt64?

  init(_ environment: (String) -> String?) {
    address = environment("NOTIFY_SOCKET")
    let isOurs = environment("WATCHDOG_PID").map { $0 == "\(getpid())" } ?? true
    watchdogInterval =
      isOurs ? environment("WATCHDOG_USEC").flatMap(UInt64.init).map { $0 * 1000 } : nil
  }

  /// Start-up, or reading a changed configuration, is finished; `refusal` says why that was not taken.
  func ready(refusal: String? = nil) {
    let status = refusal.map { "sampling; configuration refused, the old one stays: \($0)" }
    let line = status ?? "sampling"
    send("READY=1\nSTATUS=" + String(line.map { $0.isNewline ? " " : $0 }))
  }

  /// A changed configuration is being read.
  func reloading() {
    send("RELOADING=1\nMONOTONIC_USEC=\(NodeClock.monotonic() / 1000)")
  }

  /// The service is ending.
  func stopping() { send("STOPPING=1") }

  /// The service is alive.
  func alive() {
    if watchdogInterval != nil { send("WATCHDOG=1") }
  }

  private func send(_ message: String) {
    guard let address else { return }
    _ = unsafe clinux_notify(address, message)
  }
}
