internal import LinuxFiles
internal import NodeModel

/// The rows of `/proc/stat` below those of the CPUs: what the whole system did since it booted.
struct SystemRows {
  private let interrupts: Series
  private let contextSwitches: Series
  private let bootTime: Series
  private let forks: Series
  private let running: Series
  private let blocked: Series
  private let softInterrupts: Series
  private let all: [Series]

  init(_ series: inout SeriesTable) {
    interrupts = series.add(.interrupts)
    contextSwitches = series.add(.contextSwitches)
    bootTime = series.add(.bootTime)
    forks = series.add(.forks)
    running = series.add(.processesRunning)
    blocked = series.add(.processesBlocked)
    softInterrupts = series.add(.softInterrupts)
    all = [interrupts, contextSwitches, bootTime, forks, running, blocked, softInterrupts]
  }

  /// Reads the rows from here on, in whatever order; a row that is missing stays absent.
  func read(_ scanner: inout ByteScanner, into readings: inout Readings) {
    for series in all { readings.clear(series) }
    while !scanner.isAtEnd {
      if let series = row(&scanner) {
        if let value = scanner.unsigned() {
          readings.set(series, count: value)
        } else {
          readings.fail(series, .garbled)
        }
      }
      scanner.skipLine()
    }
  }

  private func row(_ scanner: inout ByteScanner) -> Series? {
    if scanner.skip("intr ") { return interrupts }
    if scanner.skip("ctxt ") { return contextSwitches }
    if scanner.skip("btime ") { return bootTime }
    if scanner.skip("processes ") { return forks }
    if scanner.skip("procs_running ") { return running }
    if scanner.skip("procs_blocked ") { return blocked }
    if scanner.skip("softirq ") { return softInterrupts }
    return nil
  }
}

extension Metric {
  static let interrupts = Metric("nodeprobe_interrupts_total", "Interrupts serviced")
  static let contextSwitches = Metric("nodeprobe_context_switches_total", "Context switches")
  static let bootTime = Metric(
    "nodeprobe_boot_time_seconds", "When the node was started, in seconds since 1970")
  static let forks = Metric("nodeprobe_forks_total", "Processes and threads created")
  static let processesRunning = Metric(
    "nodeprobe_processes_running", "Tasks that run or could run, this agent's own among them")
  static let processesBlocked = Metric(
    "nodeprobe_processes_blocked", "Tasks that wait for I/O to complete")
  static let softInterrupts = Metric("nodeprobe_soft_interrupts_total", "Soft interrupts serviced")
}
