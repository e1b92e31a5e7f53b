internal import LinuxFiles
internal import NodeModel
internal import Probes

/// What the node itself says of a command that somebody announces: whose it is, and whether another job has it
/// already.
struct CommandPlace {
  /// What it is called.
  let owner: CgroupOwner
  /// The number of the user whose it is.
  let uid: UInt32
  /// The job that it is inside of, as its group's path says; nil where it is one of its own.
  var outer: CgroupOwner?
  /// Nil where it is counted as every other job.
  var time: CommandTime?
  /// The process that announced it; nil where it is not to be seen.
  let holder: ProcessTree?

  /// Looks at what was asked for.
  ///
  /// - Parameters:
  ///   - followsJobs: whether all jobs of the node are counted by their groups.
  ///   - units: whether a systemd unit of this name is a job.
  init(
    of request: CommandRequest, by peer: Peer, below root: borrowing Root, followsJobs: Bool,
    units: (Substring) -> Bool
  ) throws(CommandRefusal) {
    switch request.place {
    case .group(let path):
      guard let folder = path.split(separator: "/").last,
        let owner = CgroupOwner(path: String(folder)),
        owner.manager == .run
      else { throw .conflict("the group is none that probe run makes") }
      let group: GroupTime
      do {
        group = try GroupTime(of: path, below: root)
      } catch {
        throw .unknown("there is no group \(path), or the agent may not see it")
      }
      self.owner = owner
      uid = group.user
      holder = ProcessTree(of: peer.pid, below: root)
      time = .group(group)
      if followsJobs, let outermost = CgroupOwner(path: path, units: units) {
        if outermost.manager == .run, outermost.name == owner.name {
          time = nil
        } else {
          outer = outermost
        }
      }
    case .process(let pid):
      guard let tree = ProcessTree(of: pid, below: root), let user = root.proc.user(of: "\(pid)")
      else { throw .unknown("there is no process \(pid), or the agent may not see it") }
      var random = SystemRandomNumberGenerator()
      owner = CgroupOwner(run: Epoch(random: (random.next(), random.next())).description)
      uid = user
      holder = tree
      time = .tree(tree)
      if followsJobs { outer = Self.job(of: pid, below: root, units: units) }
    }
    guard peer.mayHandle(what: uid) else { throw .forbidden("it belongs to another user") }
  }

  /// The job that has a process by its control group.
  private static func job(
    of pid: Int32, below root: borrowing Root, units: (Substring) -> Bool
  ) -> CgroupOwner? {
    let text = root.proc.text(of: "\(pid)/cgroup") ?? ""
    for place in ControlGroupMembership(text).places
    where place.isUnified || place.controllers.contains("cpuacct") {
      if let owner = CgroupOwner(path: place.path, units: units) { return owner }
    }
    return nil
  }
}
