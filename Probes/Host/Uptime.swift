internal import LinuxFiles
internal import NodeModel

/// How long the node has been running.
///
/// Source: `/proc/uptime`, seconds since it booted; suspended time counts. The second number, idle
/// time summed over CPUs, stands better in `nodeprobe_cpu_seconds_total`.
final class Uptime: Probe {
  static let name: StaticString = "uptime"
  static var cadence: Cadence { .seconds(10) }

  private let file: ReopenedFile
  private let uptime: Series

  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    guard let file = try ReopenedFile("uptime", below: root.proc) else { return nil }
    self.file = file
    uptime = series.add(.uptime)
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    do {
      var scanner = ByteScanner(try file.contents(into: &buffer))
      if let seconds = scanner.real() {
        readings.set(uptime, seconds)
      } else {
        readings.fail(uptime, .garbled)
      }
    } catch {
      readings.failAll(error)
    }
  }
}

extension Metric {
  static let uptime = Metric("nodeprobe_uptime_seconds", "Time since the node was booted")
}
