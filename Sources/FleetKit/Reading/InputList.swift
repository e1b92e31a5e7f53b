internal import CLinux
internal import LinuxFiles

/// The files that inputs stand for: a folder for the reports below it.
enum InputList {
  /// Each may be packed: `.json.gz`, `.ndjson.zst`.
  private static let endings = [".json", ".jsonl", ".ndjson"]
  /// The most folders inside each other; those below are refused.
  private static let depthLimit = 64

  /// All files in the order in which they are named, those of a folder in the order of their names.
  static func files(of inputs: [String]) -> [FleetInput] {
    var files: [FleetInput] = []
    for input in inputs {
      var known: Set<Directory.Identity> = []
      add(input, depth: 0, to: &files, known: &known)
    }
    return files
  }

  /// - Parameter known: folders that were met: links may lead to one in several ways, or back.
  private static func add(
    _ path: String, depth: Int, to files: inout [FleetInput],
    known: inout Set<Directory.Identity>
  ) {
    guard path != "-", depth < depthLimit, let folder = try? Directory(path) else {
      files.append(.file(path, hasDigest: nil))
      return
    }
    if let identity = folder.identity, !known.insert(identity).inserted { return }
    let folders = Set(folder.folders(limit: .max, followingLinks: true))
    let names = folder.names(limit: .max)
    // Looked for here at once, and not for each file.
    let digests = Set(names.filter { $0.hasSuffix(Sidecar.ending) })
    for name in names where !name.hasPrefix(".") {
      if folders.contains(name) {
        // One that cannot be read is an input that cannot be read, not nothing.
        add(folder.path(of: name), depth: depth + 1, to: &files, known: &known)
      } else if isReport(name) {
        let hasDigest = !digests.isEmpty && digests.contains(name + Sidecar.ending)
        files.append(.file(folder.path(of: name), hasDigest: hasDigest))
      }
    }
  }

  private static func isReport(_ name: String) -> Bool {
    var name = name[...]
    for packing in [".gz", ".zst"] where name.hasSuffix(packing) {
      name = name.dropLast(packing.count)
    }
    return endings.contains { name.hasSuffix($0) }
  }
}
