internal import LinuxFiles
internal import NodeModel

/// Whether SELinux watches over the node.
///
/// Source: `/proc/filesystems`, which lists "selinuxfs" where SELinux is switched on, as
/// `is_selinux_enabled(3)` asks it; `/sys/fs/selinux/enforce`, 1 enforcing, 0 permissive;
/// `selinux(8)`.
final class SecurityModules: Probe {
  static let name: StaticString = "selinux"
  static var cadence: Cadence { .seconds(30) }

  private let sys: Directory
  private let enabled: Series
  private let isEnabled: Bool
  /// Nil where the mode cannot be seen.
  private let enforcing: Series?

  /// Nil where nobody says whether the kernel has SELinux: a tree without the file is no kernel
  /// without SELinux.
  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    let sys = try Directory(".", below: root.sys)
    let hasMode = sys.contains("fs/selinux/enforce")
    guard hasMode || root.proc.contains("filesystems") else { return nil }
    var isEnabled = hasMode
    if !hasMode {
      var buffer = ReadBuffer()
      isEnabled = Self.isListed(in: try root.proc.contents(of: "filesystems", into: &buffer))
    }
    self.isEnabled = isEnabled
    enabled = series.add(.selinuxEnabled)
    enforcing = hasMode ? series.add(.selinuxEnforcing) : nil
    self.sys = sys
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    readings.set(enabled, count: isEnabled ? 1 : 0)
    guard let enforcing else { return }
    do {
      readings.set(enforcing, count: try sys.unsigned(of: "fs/selinux/enforce", into: &buffer))
    } catch {
      readings.fail(enforcing, error)
      if error.isAbsent { readings.discoverAgain() }
    }
  }

  /// Whether one of the lines "nodev NAME" is that of SELinux.
  private static func isListed(in filesystems: Span<UInt8>) -> Bool {
    var scanner = ByteScanner(filesystems)
    while !scanner.isAtEnd {
      if scanner.skip(past: "selinuxfs") { return true }
      scanner.skipLine()
    }
    return false
  }
}

extension Metric {
  static let selinuxEnabled = Metric(
    "nodeprobe_selinux_enabled", "Whether SELinux is part of the running kernel, 0 or 1")
  static let selinuxEnforcing = Metric(
    "nodeprobe_selinux_enforcing", "Whether SELinux refuses what its policy forbids, 0 or 1")
}
