internal import LinuxFiles

/// Folders that hold nothing but jobs. Their CPU time goes on counting what a job did until its very end,
/// when its own file is gone.
struct JobParents {
  private struct Parent {
    let path: String
    let file: KernelFile
    /// The number that the file showed last, in nanoseconds.
    var total: UInt64
    /// What it counted since the round before, less what its jobs did. Below 0 where jobs, which are read
    /// a moment later, are ahead; that is carried on.
    var left: Int64 = 0
    var ended: Int64 = 0
  }

  private var parents: [Parent?] = []

  /// Whether a folder holds only jobs, by its name: daemons' own groups lie in others.
  static func holdsOnlyJobs(_ path: Substring) -> Bool {
    guard let name = path.split(separator: "/").last else { return false }
    return name.hasPrefix("kubepods") || name.hasPrefix("uid_")
      || name.hasSuffix("slurmstepd.scope") || name == "docker" || name == "libpod_parent"
      || name == "machine.slice" || name == "user.slice"
  }

  /// The folder whose CPU time outlives that of the job at `path`: the one around it, and of Slurm on
  /// version 1 the one around all users, since a user's folder goes with his last job.
  static func parent(of path: String) -> Substring? {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
    let folder = path[..<slash]
    guard holdsOnlyJobs(folder) else { return nil }
    guard let above = folder.utf8.lastIndex(of: UInt8(ascii: "/")) else { return folder }
    let all = folder[..<above]
    let name = all.split(separator: "/").last ?? ""
    let isSlurm =
      folder[above...].hasPrefix("/uid_") && (name == "slurm" || name.hasPrefix("slurm_"))
    return isSlurm ? all : folder
  }

  /// The place of a job's parent, for the other calls; −1 where it holds more than jobs.
  ///
  /// - Parameter used: what the job has used that is still to be counted.
  mutating func enter(
    _ group: JobGroups.Group, used: UInt64, _ groups: JobGroups, buffer: inout ReadBuffer
  ) -> Int {
    guard let path = Self.parent(of: group.path) else { return -1 }
    if let known = parents.firstIndex(where: { $0.map { $0.path == path } ?? false }) {
      return known
    }
    guard let file = groups.usageFile(of: String(path)),
      let total = groups.usage(file, buffer: &buffer)
    else { return -1 }
    let parent = Parent(path: String(path), file: file, total: total - min(total, used))
    if let free = parents.firstIndex(where: { $0 == nil }) {
      parents[free] = parent
      return free
    }
    parents.append(parent)
    return parents.count - 1
  }

  /// Reads all parents.
  mutating func read(from groups: JobGroups, buffer: inout ReadBuffer) {
    for place in parents.indices {
      guard let parent = parents[place] else { continue }
      parents[place]?.ended = 0
      parents[place]?.left = min(0, parent.left)
      guard let total = groups.usage(parent.file, buffer: &buffer) else {
        // The folder is gone, with all of its jobs.
        parents[place] = nil
        continue
      }
      let passed = CgroupHierarchy.passed(from: parent.total, to: total)
      guard passed > 0 else { continue }
      parents[place]?.left += Int64(passed)
      parents[place]?.total = total
    }
  }

  /// A job of the parent did that itself.
  mutating func subtract(_ used: UInt64, from place: Int) {
    guard place >= 0, let left = parents[place]?.left else { return }
    // Whatever files say: two numbers near the greatest are beyond 64 bits.
    let (rest, isBeyond) = left.subtractingReportingOverflow(Int64(clamping: used))
    parents[place]?.left = isBeyond ? .min : rest
  }

  /// A job of the parent has ended in this round.
  mutating func countEnded(_ place: Int) {
    if place >= 0 { parents[place]?.ended += 1 }
  }

  /// One ended job's share of what the parent's jobs did beyond what they showed: equal shares, since
  /// nobody knows better.
  mutating func takeTail(_ place: Int) -> UInt64 {
    guard place >= 0, let parent = parents[place], parent.ended > 0 else { return 0 }
    let share = max(0, parent.left) / parent.ended
    parents[place]?.left -= share
    parents[place]?.ended -= 1
    return UInt64(share)
  }
}
