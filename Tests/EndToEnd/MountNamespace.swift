import Foundation
import Glibc
import TestSupport

/// Programs that see another `/sys` than ours: libsensors knows no other place.
enum MountNamespace {
  /// Whether this user may make one; said on the console where not.
  static let isAvailable: Bool = {
    let flags = geteuid() == 0 ? "-m" : "-Urm"
    let result = try? Program.run("/usr/bin/unshare", flags, "mount", "--make-rprivate", "/")
    if result?.status == 0 { return true }
    print("skipped: no mount namespaces")
    return false
  }()

  /// `command` as it runs where `tree` lies over `/sys`: its parts only, since libsensors wants `/sys`
  /// itself to be a sysfs.
  static func wrap(_ command: [String], tree: String) -> [String] {
    let script = """
      tree=$1; shift
      mount --make-rprivate / &&
      mount --bind "$tree/class" /sys/class && mount --bind "$tree/devices" /sys/devices &&
      exec "$@"
      """
    return ["/usr/bin/unshare", geteuid() == 0 ? "-m" : "-Urm", "sh", "-c", script, "sh", tree]
      + command
  }
}
