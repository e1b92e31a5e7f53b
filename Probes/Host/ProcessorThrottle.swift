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

  /// How long a package was slowed down, and its share of the last hour.
  private struct Course {
    let time: Series
    let ratio: Series
    var increase = RecentIncrease(seconds: 3600)
  }
  /// Nobody judges a shorter time, in nanoseconds.
  private static let leastTime: UInt64 = 300_000_000_000

  private let files: NumberFiles
  private var courses: [Course] = []

  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    var files: NumberFiles
    do {
      files = try NumberFiles("devices/system/cpu", below: root.sys)
    } catch  where error.isAbsent {
      return nil
    }
    var seen: Set<String> = []
    var courses: [Course] = []
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
        if let time = files.addIfPresent(
          folder + "package_throttle_total_time_ms", .packageThrottleTime,
          ["package": package], .per(1000), series: &series)
        {
          courses.append(
            Course(time: time, ratio: series.add(.packageThrottled, ["package": package])))
        }
      }
    }
    let isEmpty = files.isEmpty
    self.files = files
    self.courses = courses
    if isEmpty { return nil }
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    files.read(into: &readings, buffer: &buffer)
    for place in courses.indices {
      guard let seconds = readings.values[courses[place].time.index].double,
        let milliseconds = UInt64(exactly: (seconds * 1000).rounded()),
        let seen = courses[place].increase.add(milliseconds, at: readings.time),
        seen.nanoseconds >= Self.leastTime
      else {
        readings.clear(courses[place].ratio)
        continue
      }
      // The kernel adds up whole stretches when they are over.
      let ratio = Double(seen.increase) * 1e6 / Double(seen.nanoseconds)
      readings.set(courses[place].ratio, min(1, ratio))
    }
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
  static let packageThrottled = Metric(
    "nodeprobe_cpu_package_throttled_ratio",
    "Share of the last hour in which a package was slowed down because of heat")
  static let packageThrottleTime = Metric(
    "nodeprobe_cpu_package_throttle_seconds_total",
    "How long a package was slowed down because of heat")
}
