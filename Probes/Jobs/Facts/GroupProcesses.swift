internal import LinuxFiles

/// The processes of a control group and of those below it.
///
/// Source: `cgroup.procs`; Linux `Documentation/admin-guide/cgroup-v2.rst`. Processes of a Slurm job are in
/// the groups of its steps and tasks, never in its own.
enum GroupProcesses {
  /// One of the first processes has what all have.
  private static let most = 16
  private static let mostFolders = 64
  private static let deepest = 4

  /// Some processes of the group at `path`, nearest first.
  static func first(
    below path: String, in groups: borrowing Directory, _ buffer: inout ReadBuffer
  ) -> [UInt64] {
    var found: [UInt64] = []
    var folders = [(path: path, depth: 0)]
    var next = 0
    while next < folders.count, found.count < most {
      let (folder, depth) = folders[next]
      next += 1
      if let text = try? groups.contents(of: folder + "/cgroup.procs", into: &buffer) {
        var scanner = ByteScanner(text)
        while found.count < most, let process = scanner.unsigned() {
          if process > 0 { found.append(process) }
          scanner.skipLine()
        }
      }
      guard depth < deepest else { continue }
      // Slurm's own processes wait in a group of this name in version 2.
      for name in groups.folders(in: folder, limit: mostFolders)
      where name != "slurm" && folders.count < mostFolders {
        folders.append((folder + "/" + name, depth + 1))
      }
    }
    return found
  }
}
