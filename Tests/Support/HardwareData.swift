import Foundation
import Synchronization

/// Readings of real machines that stand outside the project; tests that need them are skipped where
/// they are missing.
public enum HardwareData {
  /// The folder: `NODEPROBE_HWDATA`, or `../shared/hwdata` beside the package.
  public static let folder: String =
    ProcessInfo.processInfo.environment["NODEPROBE_HWDATA"]
    ?? packageRoot + "/../shared/hwdata"

  /// The full name of a file or folder of the data; nil, said on the console, where it is missing.
  public static func path(_ relative: String) -> String? {
    let path = folder + "/" + relative
    guard FileManager.default.fileExists(atPath: path) else {
      print("skipped: no hwdata (\(relative))")
      return nil
    }
    return path
  }

  /// The archive `relative`, or what of it matches the patterns `only`, unpacked into a temporary
  /// directory that all tests of this run share: not to be changed. Nil where it is missing.
  public static func unpack(_ relative: String, only: String...) throws -> TemporaryDirectory? {
    guard let archive = path(relative) else { return nil }
    return try unpacked.withLock { trees in
      let key = ([relative] + only).joined(separator: " ")
      if let tree = trees[key] { return tree }
      let tree = try TemporaryDirectory()
      // Trees of other machines hold names and modes that a plain user may not set: what tar cannot
      // restore is not read by any test.
      let arguments = ["--no-same-owner", "--wildcards", "-xf", archive, "-C", tree.path] + only
      _ = try Program.run("/usr/bin/tar", arguments)
      if trees.isEmpty { atexit { HardwareData.unpacked.withLock { $0.removeAll() } } }
      trees[key] = tree
      return tree
    }
  }

  private static let unpacked = Mutex<[String: TemporaryDirectory]>([:])

  /// The text of a file of the data, uncompressed if its name ends in ".gz"; nil where it is
  /// missing.
  public static func text(_ relative: String) throws -> String? {
    guard let file = path(relative) else { return nil }
    guard relative.hasSuffix(".gz") else {
      return try String(contentsOfFile: file, encoding: .utf8)
    }
    return try Program.run("/usr/bin/gzip", "-dc", file).output
  }

  private static let packageRoot: String =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
}
