internal import LinuxFiles
internal import NodeModel

/// What the agent's own control group may use and how often it was held back.
///
/// In a container these are the limits of the container, so "the node" looks larger than what may
/// be used of it. Source: `/proc/self/cgroup` and the group's files below `/sys/fs/cgroup`; Linux
/// `Documentation/admin-guide/cgroup-v2.rst` and `cgroup-v1/`. A limit that is not set is absent.
final class Cgroup: Probe {
  static let name: StaticString = "cgroup"
  static var cadence: Cadence { .seconds(10) }

  private let groups: Directory
  private let files: CgroupFiles
  private let memoryLimit: Series
  private let memoryUsed: Series
  private let cpuLimit: Series
  private let periods: Series
  private let throttledPeriods: Series
  private let throttledTime: Series
  /// What `cpu.stat` tells.
  private let throttling: [Series]

  /// Nil where the agent is in the topmost group, which has no limits.
  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    guard root.sys.contains("fs/cgroup") else { return nil }
    let groups = try Directory("fs/cgroup", below: root.sys)
    guard let files = CgroupFiles(in: groups, membership: root.proc.text(of: "self/cgroup") ?? "")
    else { return nil }
    self.files = files
    memoryLimit = series.add(.cgroupMemoryLimit)
    memoryUsed = series.add(.cgroupMemoryUsed)
    cpuLimit = series.add(.cgroupCPULimit)
    periods = series.add(.cgroupPeriods)
    throttledPeriods = series.add(.cgroupThrottledPeriods)
    throttledTime = series.add(.cgroupThrottledTime)
    throttling = [periods, throttledPeriods, throttledTime]
    self.groups = groups
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    readings.clear(memoryUsed)
    if let path = files.memoryLimit,
      readMemory(path, memoryLimit, into: &readings, buffer: &buffer), let used = files.memoryUsed
    {
      // Without a limit it would be the memory of the whole node again.
      _ = readMemory(used, memoryUsed, into: &readings, buffer: &buffer)
    }
    readProcessorLimit(into: &readings, buffer: &buffer)
    readThrottling(into: &readings, buffer: &buffer)
  }

  /// Reads one number; false where there is none. "max" is no limit and no failure; v1 says that by
  /// the largest number of whole pages.
  private func readMemory(
    _ path: String, _ series: Series, into readings: inout Readings, buffer: inout ReadBuffer
  ) -> Bool {
    do {
      var scanner = ByteScanner(try groups.contents(of: path, into: &buffer))
      if let value = scanner.unsigned(), value < 1 << 62 {
        readings.set(series, count: value)
        return true
      }
      readings.clear(series)
    } catch {
      fail(series, error, in: &readings)
    }
    return false
  }

  /// v2 has quota and period in one line, v1 in two files; "max" and −1 are no limit.
  private func readProcessorLimit(into readings: inout Readings, buffer: inout ReadBuffer) {
    guard let path = files.cpuLimit else { return }
    do {
      var scanner = ByteScanner(try groups.contents(of: path, into: &buffer))
      readings.clear(cpuLimit)
      guard let quota = scanner.unsigned() else { return }
      let period: UInt64
      if let periodPath = files.cpuPeriod {
        period = try groups.unsigned(of: periodPath, into: &buffer)
      } else {
        period = scanner.unsigned() ?? 0
      }
      if period > 0 { readings.set(cpuLimit, Double(quota) / Double(period)) }
    } catch {
      fail(cpuLimit, error, in: &readings)
    }
  }

  private func fail(_ series: Series, _ error: SystemError, in readings: inout Readings) {
    readings.fail(series, error)
    if error.isAbsent { readings.discoverAgain() }
  }

  private func readThrottling(into readings: inout Readings, buffer: inout ReadBuffer) {
    guard let path = files.cpuStatistics else { return }
    for series in throttling { readings.clear(series) }
    do {
      var scanner = ByteScanner(try groups.contents(of: path, into: &buffer))
      while !scanner.isAtEnd {
        if scanner.skip("nr_periods "), let count = scanner.unsigned() {
          readings.set(periods, count: count)
        } else if scanner.skip("nr_throttled "), let count = scanner.unsigned() {
          readings.set(throttledPeriods, count: count)
        } else if scanner.skip("throttled_usec "), let time = scanner.unsigned() {
          readings.set(throttledTime, micro: time)
        } else if scanner.skip("throttled_time "), let time = scanner.unsigned() {
          readings.set(throttledTime, micro: time / 1000)
        }
        scanner.skipLine()
      }
    } catch {
      fail(throttledTime, error, in: &readings)
    }
  }
}

extension Metric {
  static let cgroupMemoryLimit = Metric(
    "nodeprobe_cgroup_memory_limit_bytes", "Memory that the agent's control group may use")
  static let cgroupMemoryUsed = Metric(
    "nodeprobe_cgroup_memory_used_bytes", "Memory that the agent's control group uses")
  static let cgroupCPULimit = Metric(
    "nodeprobe_cgroup_cpu_limit", "CPUs that the agent's control group may use")
  static let cgroupPeriods = Metric(
    "nodeprobe_cgroup_cpu_periods_total", "Periods in which the group's CPU limit was enforced")
  static let cgroupThrottledPeriods = Metric(
    "nodeprobe_cgroup_cpu_throttled_periods_total", "Periods in which the group was held back")
  static let cgroupThrottledTime = Metric(
    "nodeprobe_cgroup_cpu_throttled_seconds_total", "Time for which the group was held back")
}
