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
  /// Where that is on this node, whatever whoever asks calls it.
  let place: CommandRequest.Place
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
    case .group(let told):
      guard let folder = told.split(separator: "/").last.map(String.init),
        let owner = CgroupOwner(path: folder), owner.manager == .run
      else { throw .conflict("the group is none that probe run makes") }
      let numbers = try peer.numbers(below: root)
      // In a container names begin at its own group, and there what it tells may be another's here.
      let inside = Self.groups(of: peer.pid, below: root).map { $0 + "/" + folder }
      let paths = numbers.count > 1 ? inside : [told] + inside
      guard let (path, group) = Self.group(at: paths, below: root) else {
        throw .unknown("there is no group \(told), or the agent may not see it")
      }
      // Who is hidden from us may be root of a container and of nothing else.
      guard !numbers.isEmpty || peer.uid == group.user else {
        throw .forbidden("it belongs to another user")
      }
      self.owner = owner
      place = .group(path)
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
    case .process(let told):
      let pid = try Self.process(told, by: peer, below: root)
      place = .process(pid)
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
    for path in groups(of: pid, below: root) {
      if let owner = CgroupOwner(path: path, units: units) { return owner }
    }
    return nil
  }

  /// The first of some paths at which there is a group.
  private static func group(
    at paths: [String], below root: borrowing Root
  ) -> (path: String, time: GroupTime)? {
    for path in paths {
      if let time = try? GroupTime(of: path, below: root) { return (path, time) }
    }
    return nil
  }

  /// The groups in which CPU time of a process may be counted, from the top of the node's tree, without a slash in
  /// front; in a container that is not how the process itself sees them. None where the node's tree is hidden from us.
  private static func groups(of pid: Int32, below root: borrowing Root) -> [String] {
    ControlGroupMembership(root.proc.text(of: "\(pid)/cgroup") ?? "").places.filter { place in
      (place.isUnified || place.controllers.contains("cpuacct")) && !place.path.contains("/..")
    }.map { $0.path.split(separator: "/").joined(separator: "/") }
  }

  /// The number here of a process that whoever asks calls `told`: in a container processes have numbers of their
  /// own (pid_namespaces(7)), and only what asks is known by both.
  private static func process(
    _ told: Int32, by peer: Peer, below root: borrowing Root
  ) throws(CommandRefusal) -> Int32 {
    let numbers = try peer.numbers(below: root)
    if numbers.count == 1 { return told }
    // Of a process that is hidden from us nobody knows where it is.
    guard told == numbers.last ?? peer.pid else {
      throw .conflict("a process that is in a container, or hidden, can announce nobody but itself")
    }
    return peer.pid
  }
}
