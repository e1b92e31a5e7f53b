internal import LinuxFiles

/// Folders that hold nothing but jobs. Their CPU time goes on counting what a job did until its very end,
/// when its own file is gone.
///
/// They may lie in one another, as the kubelet's for each class of pods lie in the one of all pods: what a job did is
/// in the count of each that lies around it.
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
    /// The place of the nearest one around it; −1 where there is none.
    var outer = -1
    /// In how many it lies.
    var depth = 0
  }

  private var parents: [Parent?] = []
  /// Another number whenever one comes or goes: then it is to be asked again where jobs are.
  private(set) var version = 0

  /// Whether a folder holds only jobs, by its name: daemons' own groups lie in others.
  static func holdsOnlyJobs(_ path: Substring) -> Bool {
    let folders = path.split(separator: "/")
    guard let name = folders.last else { return false }
    // The kubelet's classes of pods with the driver cgroupfs.
    if name == "burstable" || name == "besteffort" {
      return folders.dropLast().last?.hasPrefix("kubepods") == true
    }
    // kind and minikube have the kubelet's folders below a name of their own.
    return name.hasPrefix("kubepods") || name.hasPrefix("kubelet-kubepods")
      || name.hasPrefix("uid_")
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

  /// Takes in the folder of a job, where that holds only jobs and is not known yet.
  ///
  /// - Parameters:
  ///   - used: what the job has used that is still to be subtracted.
  ///   - untold: the same of all other jobs below a path.
  mutating func enter(
    _ group: JobGroups.Group, used: UInt64, _ groups: JobGroups, buffer: inout ReadBuffer,
    untold: (_ path: String, _ buffer: inout ReadBuffer) -> UInt64
  ) {
    guard let path = Self.parent(of: group.path).map({ String($0) }),
      !parents.contains(where: { $0?.path == path })
    else { return }
    // Its own time before those of its jobs: what they do in between is not missing from it for ever.
    guard let file = groups.usageFile(of: path), let total = groups.usage(file, buffer: &buffer)
    else { return }
    let ahead = JobUse.sum(used, untold(path, &buffer))
    let parent = Parent(path: path, file: file, total: total - min(total, ahead))
    if let free = parents.firstIndex(where: { $0 == nil }) {
      parents[free] = parent
    } else {
      parents.append(parent)
    }
    linkAll()
  }

  private mutating func linkAll() {
    version += 1
    for place in parents.indices {
      guard let path = parents[place]?.path else { continue }
      let outer = nearest(around: path)
      let depth = parents.count { $0.map { Self.lies(path, in: $0.path) } ?? false }
      parents[place]?.outer = outer
      parents[place]?.depth = depth
    }
  }

  /// The place of the nearest one around a path; −1 where there is none.
  func nearest(around path: String) -> Int {
    var found = (place: -1, length: -1)
    for place in parents.indices {
      guard let parent = parents[place], Self.lies(path, in: parent.path),
        parent.path.utf8.count > found.length
      else { continue }
      found = (place, parent.path.utf8.count)
    }
    return found.place
  }

  /// Whether a group is below the folder at another path.
  static func lies(_ path: String, in folder: String) -> Bool {
    path.utf8.starts(with: folder.utf8)
      && path.utf8.dropFirst(folder.utf8.count).first == UInt8(ascii: "/")
  }

  /// Reads all parents.
  mutating func read(from groups: JobGroups, buffer: inout ReadBuffer) {
    var isAnyGone = false
    for place in parents.indices {
      guard let parent = parents[place] else { continue }
      parents[place]?.ended = 0
      parents[place]?.left = min(0, parent.left)
      guard let total = groups.usage(parent.file, buffer: &buffer) else {
        // The folder is gone, with all of its jobs.
        parents[place] = nil
        isAnyGone = true
        continue
      }
      let passed = CgroupHierarchy.passed(from: parent.total, to: total)
      guard passed > 0 else { continue }
      parents[place]?.left += Int64(passed)
      parents[place]?.total = total
    }
    if isAnyGone { linkAll() }
  }

  /// A job in the parent at `place`, or deeper, did that itself.
  mutating func subtract(_ used: UInt64, from place: Int) {
    var place = place
    while place >= 0, let left = parents[place]?.left {
      // Whatever files say: two numbers near the greatest are beyond 64 bits.
      let (rest, isBeyond) = left.subtractingReportingOverflow(Int64(clamping: used))
      parents[place]?.left = isBeyond ? .min : rest
      place = parents[place]?.outer ?? -1
    }
  }

  /// A job of the parent has ended in this round; in how many others that lies.
  mutating func countEnded(_ place: Int) -> Int {
    parents[place]?.ended += 1
    return depth(place)
  }

  /// In how many others a parent lies.
  func depth(_ place: Int) -> Int { parents[place]?.depth ?? 0 }

  /// One ended job's share of what the parent's jobs did beyond what they showed: equal shares, since
  /// nobody knows better.
  ///
  /// - Parameter most: what the job can have done since it was read last.
  mutating func takeTail(_ place: Int, atMost most: UInt64) -> UInt64 {
    guard let parent = parents[place], parent.ended > 0 else { return 0 }
    let share = min(UInt64(max(0, parent.left) / parent.ended), most)
    parents[place]?.ended -= 1
    subtract(share, from: place)
    return share
  }
}
