internal import CLinux
internal import EnergyLedger
internal import LinuxFiles
internal import NodeModel

extension EnergyState {
  /// Files what commands left while no agent ran. Before the first round, since nobody else has the store then. The files
  /// go with `removeFinished`.
  ///
  /// - Parameter kept: the last round of the agent before.
  /// - Returns: What they were given since that round, which this ledger is to leave out.
  func fileFinished(after kept: Checkpoint?) -> [CommandEnergy] {
    let found = FinishedJob.all(in: directory)
    for path in found.broken {
      log.warning("not the job of a command, left as it is", ["file": path])
    }
    for path in found.denied {
      log.warning("what commands left may not be read by this user", ["file": path])
    }
    let left = found.jobs
    guard !left.isEmpty, remains == nil else { return [] }
    let seen = kept.map { (since: KeptWords($0.annex).beginning ?? 0, until: $0.writtenAt) }
    var filing = Filing()
    var energies: [CommandEnergy] = []
    for (path, job) in left {
      if let seen, job.record.start < seen.until, (job.record.end ?? .max) > seen.since {
        // The agent before has its energy, or was told of it: then it is filed.
        guard record(of: job.record.id, in: job.record.epoch) == nil else { continue }
        log.warning(
          "an agent ran beside a command, whose energy is in its ledger", ["file": path])
        filing.jobs.append(job.withoutEnergy)
      } else {
        filing.jobs.append(job.record)
        filing.rows += job.rows
        filing.divisions.append(job.division)
        if let factors = job.factors { filing.ownFactors[job.record.epoch] = factors }
        // What flowed before the epoch of the agent before is in no gap of it.
        if seen.map({ job.record.start >= $0.until }) ?? true { energies.append(job.energy) }
      }
    }
    if !filing.isEmpty,
      case .failure(let failure)? = writer.perform(StateWriter.Order(filing: filing)).filing
    {
      // They stay, and the next start tries again.
      note(filing: failure)
      return []
    }
    filedFiles = left.map(\.path)
    log.info("filed what commands left", ["jobs": "\(left.count)"])
    return energies
  }

  /// Removes what is filed, once the round is safe that has left out its energy.
  func removeFinished() {
    for path in filedFiles where unsafe unlink(path) != 0 {
      let error = SystemError(code: clinux_errno(), operation: "remove", path: path)
      log.warning("what a command left is filed and cannot be removed", ["reason": "\(error)"])
    }
    filedFiles = []
  }
}

extension FinishedJob {
  /// What its rows say that it was given.
  fileprivate var energy: CommandEnergy {
    var energy: [EnergyComponent: UInt64] = [:]
    for row in rows {
      energy[row.component] = (energy[row.component] ?? 0).clampedAdding(row.full.total)
    }
    return CommandEnergy(start: record.start, energy: energy)
  }

  /// Its record, where its energy was counted with that of others.
  fileprivate var withoutEnergy: JobRecord {
    var record = record
    record.totals = OwnerTotals()
    record.footprint = nil
    record.isFolded = true
    return record
  }
}
