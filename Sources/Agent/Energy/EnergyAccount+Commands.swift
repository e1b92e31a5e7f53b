internal import EnergyLedger
internal import LinuxFiles
internal import NodeModel
internal import Probes

/// Commands that `probe run` announces: jobs that say themselves when they begin and end.
///
/// One that has a control group is found and counted as every other job; only what is said about it comes from
/// here. One that has none is counted by its processes.
extension EnergyAccount {
  /// The most commands at once.
  static let mostCommands = 1024
  /// So many rounds a group stays empty before its command has ended, where nobody says so.
  private static let patience = 3

  /// Takes a command in.
  ///
  /// - Returns: The `job_id` that it has from now on.
  func announce(
    _ request: CommandRequest, by peer: Peer, below root: borrowing Root,
    buffer: inout ReadBuffer
  ) throws(CommandRefusal) -> String {
    guard commands.count < Self.mostCommands else { throw .conflict("too many commands run") }
    let owner: CgroupOwner
    var uid = peer.uid
    var holder = ProcessTree(of: peer.pid, below: root)
    switch request.place {
    case .group(let path):
      (owner, uid) = try group(path, peer, below: root)
    case .process(let pid):
      owner = CgroupOwner(run: Self.uuid())
      holder = try process(pid, peer, below: root)
      uid = try Self.user(of: "\(pid)", in: root.proc)
      guard peer.mayHandle(what: uid) else { throw .forbidden("the process is another user's") }
    }
    let id = naming.id(of: owner)
    guard !commands.contains(where: { $0.id == id }) else { throw .conflict("\(id) runs already") }
    var command = Command(
      id: id, uid: uid, user: UserName.of(uid), request: request, holder: holder)
    if command.isTree {
      command.total = holder?.total(buffer: &buffer) ?? 0
      commands.append(command)
      _ = begin(owner, at: clock.roundTime())
    } else {
      commands.append(command)
      describe(command)
    }
    return id
  }

  /// A group that is a job of its own, and the peer's to announce.
  private func group(
    _ path: String, _ peer: Peer, below root: borrowing Root
  ) throws(CommandRefusal) -> (CgroupOwner, UInt32) {
    guard let owner = CgroupOwner(path: path), owner.manager == .run else {
      throw .conflict("the group is none of probe run, or lies inside another job")
    }
    guard owner.depth == path.split(separator: "/").count else {
      throw .conflict("the group lies inside the job \(naming.id(of: owner))")
    }
    guard let hierarchy = try? CgroupHierarchy(below: root), hierarchy.root.contains(path) else {
      throw .unknown("there is no group \(path)")
    }
    let uid = try Self.user(of: path, in: hierarchy.root)
    guard peer.mayHandle(what: uid) else { throw .forbidden("the group is another user's") }
    return (owner, uid)
  }

  /// A process that is in no job yet.
  private func process(
    _ pid: Int32, _ peer: Peer, below root: borrowing Root
  ) throws(CommandRefusal) -> ProcessTree {
    guard let tree = ProcessTree(of: pid, below: root) else {
      throw .unknown("there is no process \(pid), or it is not to be seen from here")
    }
    // Where nobody follows jobs there is no other that would have the same joules.
    guard activity != nil else { return tree }
    let units = UnitGlobs(settings.jobs.units)
    let text = root.proc.text(of: "\(pid)/cgroup") ?? ""
    for place in ControlGroupMembership(text).places
    where place.isUnified || place.controllers.contains("cpuacct") {
      guard let outer = CgroupOwner(path: place.path, units: { units.matches($0) }) else {
        continue
      }
      throw .conflict("the process is in the job \(naming.id(of: outer))")
    }
    return tree
  }

  private static func user(
    of path: String, in folder: borrowing Directory
  ) throws(CommandRefusal) -> UInt32 {
    guard let uid = folder.user(of: path) else { throw .unknown("there is no \(path)") }
    return uid
  }

  private static func uuid() -> String {
    var random = SystemRandomNumberGenerator()
    return Epoch(random: (random.next(), random.next())).description
  }

  /// The group was found before it was announced.
  private func describe(_ command: Command) {
    guard let number = number(of: command.id), var account = accounts[number] else { return }
    command.describe(&account.record)
    accounts[number] = account
    _ = state?.note(account.record)
    jobsVersion += 1
  }

  private func number(of id: String) -> Int? {
    accounts.firstIndex { $0?.record.id == id && $0?.leaving == nil }
  }

  /// What the node had when the command began.
  func noteBegin(of id: String) {
    guard let place = commands.firstIndex(where: { $0.id == id }) else { return }
    commands[place].node = nodeEnergy
  }

  private var nodeEnergy: CommandReport.NodeEnergy {
    let bounds = ledger.nodeBounds
    return .init(
      energy: ledger.nodeEnergy.count, low: bounds.low.count, high: bounds.high.count)
  }

  // MARK: Each round

  /// What commands without a group did since the round before.
  func recordCommands(buffer: inout ReadBuffer) {
    for place in commands.indices where commands[place].isTree {
      guard let tree = commands[place].holder, let number = number(of: commands[place].id),
        let total = tree.total(buffer: &buffer), let owner = accounts[number]?.owner
      else { continue }
      // What was missing for a moment comes later; what was there is never taken back.
      let used = total - min(total, commands[place].total)
      commands[place].total += used
      work.add(job: used)
      accounts[number]?.processorTime += used
      places.record(JobUse(account: number, processorTime: used), of: owner, in: &ledger)
    }
  }

  /// Ends the jobs of commands that were told to have ended, and of those that nobody will tell of.
  func endCommands(at time: RoundTime, scrapes: UInt64, buffer: inout ReadBuffer) {
    for place in commands.indices {
      guard let number = number(of: commands[place].id) else { continue }
      if commands[place].isTree {
        let isOver =
          commands[place].isEnding || commands[place].holder?.isAlive(buffer: &buffer) != true
        if isOver { end(number, at: time, scrapes: scrapes) }
      } else if isLeft(place, buffer: &buffer) {
        activity?.finish(account: number)
      }
    }
    // Those that are ending are taken out with their reports.
    commands.removeAll { command in
      !command.isEnding
        && accounts.contains { $0?.record.id == command.id && $0?.leaving != nil }
    }
  }

  /// Whether a group is empty and nobody is left who would fill it or say that it has ended.
  private func isLeft(_ place: Int, buffer: inout ReadBuffer) -> Bool {
    guard case .group(let path) = commands[place].request.place,
      commands[place].holder?.isAlive(buffer: &buffer) != true
    else { return false }
    let isEmpty = activity?.isEmpty(path) ?? true
    commands[place].emptyRounds = isEmpty ? commands[place].emptyRounds + 1 : 0
    return commands[place].emptyRounds >= Self.patience
  }

  // MARK: The end

  /// The next round is the last of a command.
  func prepareEnd(of id: String, by peer: Peer) throws(CommandRefusal) {
    guard let place = commands.firstIndex(where: { $0.id == id }) else {
      throw .unknown("no command of that job_id runs")
    }
    guard peer.mayHandle(what: commands[place].uid) else {
      throw .forbidden("the job is another user's")
    }
    guard let number = number(of: id) else {
      commands.remove(at: place)
      throw .conflict("the job was never seen, or has ended already")
    }
    commands[place].isEnding = true
    if !commands[place].isTree { activity?.finish(account: number) }
  }

  /// What a command has had whose last round is over.
  func takeReport(of id: String) throws(CommandRefusal) -> CommandReport {
    guard let place = commands.firstIndex(where: { $0.id == id }),
      let account = accounts.last(where: { $0?.record.id == id }) ?? nil
    else { throw .conflict("the job has ended already") }
    let begun = commands.remove(at: place).node
    let now = nodeEnergy
    let record = finished(account)
    _ = state?.note(record)
    let node = CommandReport.NodeEnergy(
      energy: now.energy - begun.energy, low: now.low - min(now.low, begun.low),
      high: now.high - min(now.high, begun.high))
    let isTold = node.energy > 0
    let isEstimate = !record.totals.tier.isMeasured
    return CommandReport(
      record: record, rows: ledger.rows(of: .job(id)) ?? [], processorTime: account.processorTime,
      node: isTold ? node : nil, isKnown: isTold && account.owner != .other,
      method: isEstimate ? method : nil,
      footprint: isTold && account.owner != .other
        ? footprint.flatMap {
          CommandFootprint(
            account.footprint, $0.choice, at: Int64(clock.wallTime() / 1_000_000_000))
        } : nil)
  }
}
