internal import LinuxFiles
internal import NodeModel

/// Whether SELinux watches over the node.
///
/// Source: `/sys/fs/selinux/enforce`, 1 enforcing, 0 permissive; `selinux(8)`.
final class SecurityModules: Probe {
  static let name: StaticString = "selinux"
  static var cadence: Cadence { .seconds(30) }

  private let sys: Directory
  private let enabled: Series
  private let enforcing: Series
  private let isEnabled: Bool

  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    let sys = try Directory(".", below: root.sys)
    isEnabled = sys.contains("fs/selinux/enforce")
    enabled = series.add(.selinuxEnabled)
    enforcing = series.add(.selinuxEnforcing)
    self.sys = sys
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    readings.set(enabled, count: isEnabled ? 1 : 0)
    guard isEnabled else { return }
    do {
      readings.set(enforcing, count: try sys.unsigned(of: "fs/selinux/enforce", into: &buffer))
    } catch {
      readings.fail(enforcing, error)
      if error.isAbsent { readings.discoverAgain() }
    }
  }
}

extension Metric {
  static let selinuxEnabled = Metric(
    "nodeprobe_selinux_enabled", "Whether SELinux is part of the running kernel, 0 or 1")
  static let selinuxEnforcing = Metric(
    "nodeprobe_selinux_enforcing", "Whether SELinux refuses what its policy forbids, 0 or 1")
}
