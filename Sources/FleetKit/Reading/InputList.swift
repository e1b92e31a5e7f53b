internal import CLinux
internal import LinuxFiles

/// The files that inputs stand for: a folder for the reports below it.
enum InputList {
  /// Each may be packed: `.json.gz`, `.ndjson.zst`.
  private static let endings = [".json", ".jsonl", ".ndjson"]
  /// The most folders inside each other.
  private static let depthLimit = 64

  /// All files in the order in which they are named, those of a folder in the order of their names.
  static func files(of inputs: [String]) -> [FleetInput] {
    var files: [FleetInput] = []
    for input in inputs { add(input, isNamed: true, depth: 0, to: &files) }
    return files
  }

  private static func add(_ path: String, isNamed: Bool, depth: Int, to files: inout [FleetInput]) {
    guard path != "-", let folder = try? Directory(path) else {
      if isNamed || isReport(path) { files.append(.file(path, hasDigest: nil)) }
      return
    }
    guard depth < depthLimit else { return }
    let folders = Set(folder.folders(limit: .max))
    let names = folder.names(limit: .max)
    // Looked for here at once, and not for each file.
    let digests = Set(names.filter { $0.hasSuffix(Sidecar.ending) })
    for name in names where !name.hasPrefix(".") {
      if folders.contains(name) {
        // One that cannot be read is an input that cannot be read, not nothing.
        add(folder.path(of: name), isNamed: true, depth: depth + 1, to: &files)
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
