internal import LinuxFiles
internal import NodeModel

/// What jobs did that only the folders around them have counted.
extension JobActivity {
  /// The period of a quota unless it is given another, in nanoseconds: all that it grants may be used at its beginning.
  private static let quotaPeriod: UInt64 = 100_000_000

  /// Takes in the folder around a job.
  ///
  /// - Parameter used: what the job has used that no round has told yet, in nanoseconds.
  func enterParent(of group: JobGroups.Group, used: UInt64, buffer: inout ReadBuffer) {
    parents.enter(group, used: used, groups, buffer: &buffer) { path, buffer in
      var sum: UInt64 = 0
      for source in sources where JobParents.lies(source.group.path, in: path) {
        guard let before = source.total, let file = source.file,
          let total = groups.usage(file, buffer: &buffer)
        else { continue }
        sum = JobUse.sum(sum, CgroupHierarchy.passed(from: before, to: total))
      }
      return sum
    }
  }

  /// Looks up again where jobs are, after a folder around some of them came or went.
  func linkAll() {
    guard linked != parents.version else { return }
    linked = parents.version
    for index in sources.indices {
      sources[index].parent = parents.nearest(around: sources[index].group.path)
    }
  }

  /// What ended jobs did after they were read last: what the nearest folder around them has beyond all of its jobs.
  func divideTails(at now: UInt64) {
    var deepest = -1
    for index in uses.indices where mayHaveTail(index, at: now) {
      deepest = max(deepest, parents.countEnded(sources[index].parent))
    }
    // What is told by a folder that lies in others is in the counts of these, too.
    for depth in stride(from: deepest, through: 0, by: -1) {
      for index in uses.indices
      where mayHaveTail(index, at: now) && parents.depth(sources[index].parent) == depth {
        let tail = parents.takeTail(
          sources[index].parent, atMost: mostTail(of: index, at: now))
        uses[index].add(time: tail)
      }
    }
  }

  /// Whether a job has ended, with time in which nobody read it and a folder around it did.
  private func mayHaveTail(_ index: Int, at now: UInt64) -> Bool {
    uses[index].isEnded && sources[index].parent >= 0 && sources[index].read < now
  }

  /// The most CPU time that a job can have had since it was read last: groups that are no jobs may lie beside it, and
  /// what these did is in the same count.
  private func mostTail(of index: Int, at now: UInt64) -> UInt64 {
    let unread = UInt128(now - min(now, sources[index].read))
    let all = UInt128(processors) * unread
    // What a pod has requested is its least and not its most.
    guard let reserved = uses[index].reservation.processors,
      sources[index].group.owner.manager != .kubernetes
    else { return UInt64(clamping: all) }
    let own = UInt128(reserved) * (unread + UInt128(Self.quotaPeriod)) / 1000
    return UInt64(clamping: min(all, own))
  }
}
