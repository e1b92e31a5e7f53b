internal import LinuxFiles
internal import NodeModel

/// How long tasks ran on each CPU and how long they waited for it.
///
/// Source: `/proc/schedstat`, nanoseconds; Linux `Documentation/scheduler/sched-stats.rst`.
final class Scheduler: Probe {
  static let name: StaticString = "schedstat"
  static var cadence: Cadence { .seconds(10) }

  private struct CPU {
    let number: UInt64
    let running: Series
    let waiting: Series
    let slices: Series
    /// All of the above; in place, since there is one for each CPU.
    let all: InlineArray<3, Series>

    init(_ number: UInt64, series: inout SeriesTable) {
      let labels: KeyValuePairs = ["cpu": String(number)]
      self.number = number
      running = series.add(.scheduledRunning, labels)
      waiting = series.add(.scheduledWaiting, labels)
      slices = series.add(.scheduledSlices, labels)
      all = [running, waiting, slices]
    }
  }
  private let file: ReopenedFile
  private var cpus: [CPU] = []

  /// Nil where the kernel keeps no such statistics (`CONFIG_SCHEDSTATS=n`).
  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    guard let file = try ReopenedFile("schedstat", below: root.proc) else { return nil }
    var buffer = ReadBuffer()
    var scanner = ByteScanner(try file.contents(into: &buffer))
    while Self.seekCPU(&scanner), let number = scanner.unsigned() {
      cpus.append(CPU(number, series: &series))
      scanner.skipLine()
    }
    self.file = file
    if cpus.isEmpty { return nil }
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    do {
      var scanner = ByteScanner(try file.contents(into: &buffer))
      var index = 0
      while Self.seekCPU(&scanner), let number = scanner.unsigned() {
        guard index < cpus.count, cpus[index].number == number else { break }
        read(cpus[index], &scanner, into: &readings)
        scanner.skipLine()
        index += 1
      }
      guard index < cpus.count || !scanner.isAtEnd else { return }
      for cpu in cpus[index...] {
        for index in cpu.all.indices { readings.clear(cpu.all[index]) }
      }
      readings.discoverAgain()
    } catch {
      readings.failAll(error)
    }
  }

  private func read(_ cpu: CPU, _ scanner: inout ByteScanner, into readings: inout Readings) {
    // Six counts that other tables tell better come first.
    for _ in 0..<6 { scanner.skipWord() }
    guard let running = scanner.unsigned(), let waiting = scanner.unsigned(),
      let slices = scanner.unsigned()
    else {
      for index in cpu.all.indices { readings.fail(cpu.all[index], .garbled) }
      return
    }
    readings.set(cpu.running, micro: running / 1000)
    readings.set(cpu.waiting, micro: waiting / 1000)
    readings.set(cpu.slices, count: slices)
  }

  /// Moves behind the "cpu" of the next `cpuN` line, over the lines of domains.
  private static func seekCPU(_ scanner: inout ByteScanner) -> Bool {
    scanner.seek(line: "cpu")
  }
}

extension Metric {
  static let scheduledRunning = Metric(
    "nodeprobe_scheduler_running_seconds_total", "Time that tasks ran on a CPU")
  static let scheduledWaiting = Metric(
    "nodeprobe_scheduler_waiting_seconds_total", "Time that tasks waited for a CPU")
  static let scheduledSlices = Metric(
    "nodeprobe_scheduler_timeslices_total", "Time slices run on a CPU")
}
