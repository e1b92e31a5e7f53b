import Foundation
import TestSupport

/// One of our own programs as it is shipped, or, where no release was built, as the tests built it.
struct ShippedProgram {
  /// Its file.
  let file: URL
  /// Whether it was built in release mode, with the Swift library inside.
  let isRelease: Bool

  /// Looks in the folder that `NODEPROBE_RELEASE` names, then in `.build/release`, then beside the tests.
  init(_ name: String) {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let named = ProcessInfo.processInfo.environment["NODEPROBE_RELEASE"]
      .map { URL(fileURLWithPath: $0) }
    let release = (named ?? root.appendingPathComponent(".build/release"))
      .appendingPathComponent(name)
    isRelease = FileManager.default.isExecutableFile(atPath: release.path)
    file = isRelease ? release : BuiltProgram.folder.appendingPathComponent(name)
  }

  /// The shared libraries that it asks the loader for, as readelf prints them.
  func libraries() throws -> [String] {
    try Program.run("/usr/bin/readelf", "--dynamic", "--wide", file.path).output
      .split(separator: "\n")
      .filter { $0.contains("(NEEDED)") }
      .compactMap { $0.split(separator: "[").last?.dropLast() }
      .map(String.init)
  }

  /// Whether these bytes stand anywhere in it. The name of a module behind its length is how Swift marks
  /// each of the module's types and symbols, and stays when symbols are stripped.
  func contains(_ text: String) throws -> Bool {
    try Data(contentsOf: file, options: .alwaysMapped).range(of: Data(text.utf8)) != nil
  }
}
