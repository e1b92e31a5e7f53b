internal import LinuxFiles
internal import NodeModel

/// How often and how long CPUs were slowed down because they were too hot.
///
/// Source: `/sys/devices/system/cpu/cpuN/thermal_throttle` (Intel), counts and milliseconds; Linux
/// `arch/x86/kernel/cpu/mce/therm_throt.c`. Threads of one core share a counter, and so do the
/// cores of a package: each is shown once.
final class ProcessorThrottle: Probe {
  static let name: StaticString = "throttle"
  static var cadence: Cadence { .seconds(10) }

  private let files: NumberFiles

  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    var files: NumberFiles
    do {
      files = try NumberFiles("devices/system/cpu", below: root.sys)
    } catch  where error.isAbsent {
      return nil
    }
    var seen: Set<String> = []
    for cpu in files.devices("cpu") where UInt(cpu.dropFirst(3)) != nil {
      guard let package = files.text(of: cpu + "/topology/physical_package_id"),
        let core = files.text(of: cpu + "/topology/core_id")
      else { continue }
      let die = files.text(of: cpu + "/topology/die_id") ?? ""
      let folder = cpu + "/thermal_throttle/"
      if seen.insert("\(package) \(die) \(core)").inserted {
        let labels: KeyValuePairs = ["package": package, "core": core, "cpu": cpu.digits]
        files.addIfPresent(
          folder + "core_throttle_count", .coreThrottles, labels, series: &series)
        files.addIfPresent(
          folder + "core_throttle_total_time_ms", .coreThrottleTime, labels, .per(1000),
          series: &series)
      }
      if seen.insert(package).inserted {
        files.addIfPresent(
          folder + "package_throttle_count", .packageThrottles, ["package": package],
          series: &series)
        files.addIfPresent(
          folder + "package_throttle_total_time_ms", .packageThrottleTime,
          ["package": package], .per(1000), series: &series)
      }
    }
    let isEmpty = files.isEmpty
    self.files = files
    if isEmpty { return nil }
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    files.read(into: &readings, buffer: &buffer)
  }
}

extension String {
  /// The number at the end of a kernel's device name: "12" of "cpu12".
  var digits: String { String(drop { !$0.isNumber }) }
}

extension Metric {
  static let coreThrottles = Metric(
    "nodeprobe_cpu_core_throttles_total", "How often a core was slowed down because of heat")
  static let coreThrottleTime = Metric(
    "nodeprobe_cpu_core_throttle_seconds_total", "How long a core was slowed down because of heat")
  static let packageThrottles = Metric(
    "nodeprobe_cpu_package_throttles_total", "How often a package was slowed down because of heat")
  static let packageThrottleTime = Metric(
    "nodeprobe_cpu_package_throttle_seconds_total",
    "How long a package was slowed down because of heat")
}
