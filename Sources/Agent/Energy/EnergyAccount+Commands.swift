internal import EnergyLedger
internal import LinuxFiles
internal import NodeModel

/// What `probe run` asks of the account; what becomes of it stands in `JobRoster+Commands.swift`.
extension EnergyAccount {
  /// Takes a command in.
  ///
  /// - Returns: The `job_id` that it has from now on.
  func announce(
    _ request: CommandRequest, by peer: Peer, below root: borrowing Root,
    buffer: inout ReadBuffer
  ) throws(CommandRefusal) -> String {
    try jobs.announce(
      request, by: peer, below: root, at: clock.roundTime(), in: &ledger, buffer: &buffer)
  }

  /// The round before the command is over: what the node has now is not its own.
  func noteBegin(of id: String) { jobs.noteBegin(of: id, nodeEnergy) }

  /// The next round is the last of a command.
  func prepareEnd(
    of id: String, by peer: Peer, below root: borrowing Root
  ) throws(CommandRefusal) {
    try jobs.prepareEnd(of: id, by: peer, below: root, at: clock.roundTime())
  }

  private var nodeEnergy: CommandReport.NodeEnergy {
    let bounds = ledger.nodeBounds
    return .init(
      energy: ledger.nodeEnergy.count, low: bounds.low.count,
      high: lacks.areOpenUpwards ? nil : bounds.high.count)
  }

  /// What a command has had whose last round is over.
  func takeReport(of id: String) throws(CommandRefusal) -> CommandReport {
    let (command, account) = try jobs.take(id)
    var record = detail(command)
    if let account {
      record = jobs.record(of: account, in: ledger)
      _ = jobs.state?.note(record)
    }
    let now = nodeEnergy
    let node = CommandReport.NodeEnergy(
      energy: now.energy - command.node.energy, low: now.low - min(now.low, command.node.low),
      high: now.high.flatMap { now in command.node.high.map { now - min(now, $0) } })
    let isTold = node.energy > 0
    let isKnown = isTold && (account.map { $0.owner != .other } ?? (command.share != nil))
    let counted = account?.footprint ?? CountedFootprint(sums: command.footprint)
    var report = CommandReport(
      record: record, outer: command.outer,
      rows: account == nil ? [] : ledger.rows(of: .job(id)) ?? [],
      processorTime: account?.processorTime ?? command.total, node: isTold ? node : nil,
      isKnown: isKnown,
      method: record.totals.tier.isMeasured ? nil : method(of: record.totals.tier),
      footprint: isKnown
        ? footprint.map {
          CommandFootprint(counted, $0.choice, at: Int64(clock.wallTime() / 1_000_000_000))
        } : nil,
      factors: footprint.map { StoredFactors($0.factors, from: $0.since) })
    report.lacks = lacks.map(\.word)
    return report
  }

  /// Of a command inside another job, which is filed nowhere.
  private func detail(_ command: Command) -> JobRecord {
    var record = JobRecord(
      epoch: ledger.epoch, id: command.id, name: command.request.name, manager: .run,
      start: command.start)
    command.describe(&record)
    record.end = UInt64(clock.roundTime().realtime)
    record.state = .ended
    if let share = command.share { record.totals = share.totals }
    return record
  }
}
