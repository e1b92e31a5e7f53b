internal import LinuxFiles
internal import NodeModel

/// Which hardware the kernel reads the time from, and what it could choose instead.
///
/// Source: `/sys/devices/system/clocksource/clocksource0`; Linux
/// `Documentation/timers/timekeeping.rst`. A kernel that gave up its TSC for HPET makes each look
/// at the clock ten times as dear.
final class ClockSource: Probe {
  static let name: StaticString = "clocksource"
  static var cadence: Cadence { .seconds(30) }

  private let directory: Directory
  private let current: [UInt8]
  private var infos: [Series] = []

  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    let folder = "devices/system/clocksource/clocksource0"
    guard root.sys.contains(folder) else { return nil }
    let directory = try Directory(folder, below: root.sys)
    let source = directory.text(of: "current_clocksource") ?? ""
    current = Array(source.utf8)
    if !source.isEmpty { infos.append(series.add(.clockSource, ["clocksource": source])) }
    for other in (directory.text(of: "available_clocksource") ?? "").split(separator: " ") {
      infos.append(series.add(.clockSourceAvailable, ["clocksource": String(other)]))
    }
    self.directory = directory
    if infos.isEmpty { return nil }
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    do {
      var scanner = ByteScanner(try directory.contents(of: "current_clocksource", into: &buffer))
      let word = scanner.word()
      guard scanner.matches(word, current) else {
        for info in infos { readings.clear(info) }
        readings.discoverAgain()
        return
      }
      for info in infos { readings.set(info, count: 1) }
    } catch {
      readings.failAll(error)
    }
  }
}

extension Metric {
  static let clockSource = Metric(
    "nodeprobe_clocksource_info", "The hardware that the kernel reads the time from")
  static let clockSourceAvailable = Metric(
    "nodeprobe_clocksource_available_info", "Hardware that the kernel could read the time from")
}
