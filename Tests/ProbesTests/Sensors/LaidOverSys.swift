import Foundation
import TestSupport

/// Runs programs in a mount namespace of their own where a tree lies over the real /sys, since
/// libsensors knows no other root.
enum LaidOverSys {
  /// The built `probe`.
  static let probe: String = packageRoot + "/.build/debug/probe"

  private static let packageRoot: String =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// Whether this user may do so and all programs are here; said on the console where not.
  static let isPossible: Bool = {
    let needed = ["/usr/bin/sensors", "/usr/bin/unshare", probe]
    let missing = needed.filter { !FileManager.default.isExecutableFile(atPath: $0) }
    guard missing.isEmpty, let tree = try? SysfsTree(),
      (try? run("true", over: tree.path))?.status == 0
    else {
      print("skipped: no mount namespace, or no \(missing)")
      return false
    }
    return true
  }()

  /// Runs a command of the shell with `tree` over /sys; `$probe` is the built program.
  static func run(_ command: String, over tree: String) throws -> Program.Result {
    let script = """
      mount --make-rprivate / 2>/dev/null
      for folder in class devices bus; do
        [ -d "$tree/$folder" ] && { mount --bind "$tree/$folder" /sys/$folder || exit 125; }
      done
      \(command)
      """
    let user = getuid() == 0 ? "-m" : "-Urm"
    return try Program.run(
      "/usr/bin/unshare", user, "/bin/bash", "-c",
      "tree='\(tree)'; probe='\(probe)'\n" + script)
  }
}
