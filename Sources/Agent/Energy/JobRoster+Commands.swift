internal import EnergyLedger
internal import LinuxFiles
internal import NodeModel
internal import Probes

/// Commands that `probe run` announces: jobs that say themselves when they begin and end.
///
/// One that has a control group is found and counted as every other job; only what is said about it comes from
/// here. One without is counted by its processes. One inside another job is a detail of it: its part is told to
/// whoever runs it, and the joules stay where they are.
extension JobRoster {
  /// The most commands at once, of all users and of one.
  private static let mostCommands = 1024
  private static let mostOfOne = 256
  /// For so long a group stays empty before its command has ended, where nobody says so, in nanoseconds.
  private static let patience: UInt64 = 3_000_000_000

  /// Takes a command in.
  ///
  /// - Returns: The `job_id` that it has from now on.
  mutating func announce(
    _ request: CommandRequest, by peer: Peer, below root: borrowing Root, at time: RoundTime,
    in ledger: inout Ledger, buffer: inout ReadBuffer
  ) throws(CommandRefusal) -> String {
    let units = UnitGlobs(settings.units)
    let place = try CommandPlace(
      of: request, by: peer, below: root, followsJobs: activity != nil,
      units: { units.matches($0) })
    guard commands.count < Self.mostCommands,
      commands.count(where: { $0.uid == place.uid }) < Self.mostOfOne
    else { throw .conflict("too many commands run") }
    let id = naming.id(of: place.owner)
    guard !commands.contains(where: { $0.id == id }) else { throw .conflict("\(id) runs already") }
    var known = request
    known.place = place.place
    var command = Command(
      id: id, uid: place.uid,
      user: UserNames(in: root.isLive ? "/etc/passwd" : nil).name(of: place.uid),
      request: known, announcer: peer, holder: place.holder, time: place.time,
      outer: place.outer.map { naming.id(of: $0) } ?? tree(with: place.place, buffer: &buffer),
      start: UInt64(time.realtime))
    command.total = command.time?.total(buffer: &buffer) ?? 0
    commands.append(command)
    if command.outer != nil { return id }
    if command.time != nil {
      _ = begin(place.owner, from: nil, at: time, in: &ledger)
    } else if case .group(let path) = place.place {
      activity?.expect(path)
      describe(command)
    }
    return id
  }

  /// The command without a group that has started a process.
  private func tree(with place: CommandRequest.Place, buffer: inout ReadBuffer) -> String? {
    guard case .process(let pid) = place else { return nil }
    for command in commands where command.outer == nil {
      if case .tree(let tree)? = command.time, tree.descendants(buffer: &buffer).contains(pid) {
        return command.id
      }
    }
    return nil
  }

  /// The group may have been found before it was announced.
  private mutating func describe(_ command: Command) {
    guard let number = number(of: command.id), let account = accounts[number] else { return }
    command.describe(&account.record)
    tagging.decideAgain(account)
    _ = state?.note(account.record)
    version += 1
  }

  private func number(of id: String) -> Int? {
    accounts.firstIndex { $0?.record.id == id && $0?.leaving == nil }
  }

  /// What the node had when the command began.
  mutating func noteBegin(of id: String, _ node: CommandReport.NodeEnergy) {
    guard let place = commands.firstIndex(where: { $0.id == id }) else { return }
    commands[place].node = node
  }

  // MARK: Each round

  /// Records what commands did since the round before that are not counted as every other job.
  ///
  /// - Returns: CPU time of those that are jobs, in nanoseconds.
  mutating func recordCommands(
    by places: inout PlaceUses, in ledger: inout Ledger, buffer: inout ReadBuffer
  ) -> UInt64 {
    var sum: UInt64 = 0
    for place in commands.indices {
      guard let total = commands[place].time?.total(buffer: &buffer) else { continue }
      // What was missing for a moment comes later; what was there is never taken back.
      let used = total - min(total, commands[place].total)
      commands[place].total += used
      guard commands[place].outer == nil, let number = number(of: commands[place].id),
        let account = accounts[number]
      else { continue }
      sum = sum.clampedAdding(used)
      account.processorTime = account.processorTime.clampedAdding(used)
      let use = JobUse(
        account: number, processorTime: used,
        presence: commands[place].isRecorded ? 1_000_000 : 0)
      commands[place].isRecorded = true
      places.record(use, of: account.owner, in: &ledger)
    }
    return sum
  }

  /// What came to commands inside other jobs in a round that the ledger has closed.
  mutating func followShares(_ ledger: borrowing Ledger, _ footprint: FootprintAccount?) {
    for place in commands.indices {
      guard let outer = commands[place].outer, let number = number(of: outer),
        let job = accounts[number], job.owner != .other
      else { continue }
      let totals = ledger.totals(job.owner)
      let time = (all: job.processorTime, own: commands[place].total)
      let energy = commands[place].share?.follow(totals, time) ?? 0
      if commands[place].share == nil { commands[place].share = CommandShare(of: totals, time) }
      footprint?.count(energy, into: &commands[place].footprint)
    }
  }

  /// Ends commands that were told to have ended, and those that nobody will tell of.
  mutating func endCommands(
    at time: RoundTime, in ledger: inout Ledger, buffer: inout ReadBuffer
  ) {
    for place in commands.indices {
      guard commands[place].isEnding || isLeft(place, at: UInt64(time.boottime), buffer: &buffer)
      else { continue }
      commands[place].isOver = true
      guard commands[place].outer == nil, let number = number(of: commands[place].id) else {
        continue
      }
      if commands[place].time == nil {
        activity?.finish(account: number, at: UInt64(time.boottime))
      } else {
        end(number, at: time, in: &ledger)
      }
    }
    // Those whose end was asked for are taken out with their reports.
    commands.removeAll { $0.isOver && !$0.isEnding }
    finishAbandoned(at: UInt64(time.boottime))
  }

  /// Groups that killed runs have left, of which nobody will tell this agent, end as their last process does.
  private mutating func finishAbandoned(at now: UInt64) {
    guard let activity else { return }
    for index in activity.uses.indices where !activity.uses[index].isEnded {
      let number = activity.uses[index].account
      guard let account = accounts[number], account.record.manager == .run,
        !commands.contains(where: { $0.id == account.record.id })
      else { continue }
      guard activity.isEmpty(activity.group(index).path) else {
        account.emptySince = nil
        continue
      }
      let since = account.emptySince ?? now
      account.emptySince = since
      if now - since >= Self.patience { activity.finish(account: number, at: now) }
    }
  }

  /// Whether nobody is left who would go on with a command or say that it has ended.
  private mutating func isLeft(_ place: Int, at now: UInt64, buffer: inout ReadBuffer) -> Bool {
    let isHeld = commands[place].holder?.isAlive(buffer: &buffer) == true
    guard case .group(let path) = commands[place].request.place else { return !isHeld }
    guard !isHeld, activity?.isEmpty(path) != false else {
      commands[place].emptySince = nil
      return false
    }
    let since = commands[place].emptySince ?? now
    commands[place].emptySince = since
    return now - since >= Self.patience
  }

  // MARK: The end

  /// The next round is the last of a command.
  mutating func prepareEnd(
    of id: String, by peer: Peer, below root: borrowing Root, at time: RoundTime
  ) throws(CommandRefusal) {
    guard let place = commands.firstIndex(where: { $0.id == id }) else {
      throw .unknown("no command of that job_id runs")
    }
    let command = commands[place]
    try peer.requireEnd(ofWhat: command.uid, announcedBy: command.announcer, below: root)
    commands[place].isEnding = true
    guard commands[place].outer == nil else { return }
    guard let number = number(of: id) else {
      commands.remove(at: place)
      throw .conflict("the job was never seen, or has ended already")
    }
    if commands[place].time == nil {
      activity?.finish(account: number, at: UInt64(time.boottime))
    }
  }

  /// A command whose last round is over, which is forgotten with that, and its job; nil where it was a detail.
  mutating func take(
    _ id: String
  ) throws(CommandRefusal) -> (command: Command, account: JobAccount?) {
    guard let place = commands.firstIndex(where: { $0.id == id }) else {
      throw .conflict("the job has ended already")
    }
    return (commands.remove(at: place), accounts.last { $0?.record.id == id } ?? nil)
  }
}
