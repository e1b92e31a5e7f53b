public import EnergyLedger
internal import LinuxFiles
internal import NodeModel

extension EnergyState {
  /// The ledger: the one that was kept, or a new epoch. Called once, before the first round.
  ///
  /// After a power loss the rows and jobs that the old epoch left are filed first, here and now. So is what commands
  /// left; what they were given while no agent ran the ledger leaves out.
  public func makeLedger(
    _ topology: Topology, at time: RoundTime, policy: LedgerPolicy = LedgerPolicy(),
    random: inout some RandomNumberGenerator
  ) -> Ledger {
    migrate()
    let kept = file?.take()
    var decision = Continuation.decide(kept, bootID: bootID)
    if decision == .goesOn, !canGoOn() { decision = .newEpoch(afterReboot: false) }
    if decision == .goesOn, let kept {
      log.info("the energy ledger goes on", ["epoch": "\(kept.epoch)", "round": "\(kept.round)"])
      var ledger = Ledger(
        continuing: kept, bootID: bootID, topology: topology, at: time, policy: policy,
        limits: limits)
      status.lostRows = ledger.lostRows
      ledger.leaveOut(fileFinished(after: kept))
      return ledger
    }
    var ledger = Ledger(
      epoch: Epoch(random: (random.next(), random.next())), bootID: bootID, topology: topology,
      at: time, afterReboot: decision == .newEpoch(afterReboot: true), after: kept,
      policy: policy, limits: limits)
    log.info("a new epoch of the energy ledger begins", ["epoch": "\(ledger.epoch)"])
    close(kept, before: ledger.epoch)
    ledger.leaveOut(fileFinished(after: kept))
    return ledger
  }

  /// A store of an older form becomes one of today's before it is asked for jobs.
  private func migrate() {
    do throws(StateFailure) {
      archive = try LedgerArchive(in: directory)
    } catch .older {
      if case .failure(let failure) = writer.perform(StateWriter.Order(isOpening: true)).filing {
        note(filing: failure)
      }
    } catch {
      // There is none, or it is looked for again when it is needed.
    }
  }

  /// Whether what goes on can be kept: else the next start would find the same checkpoint again, and
  /// counters that the world has seen would go down.
  private func canGoOn() -> Bool {
    do throws(SystemError) {
      try file?.prove()
      return true
    } catch {
      note(keeping: StateFailure(error), "\(error)")
      return false
    }
  }

  /// Files what is left of an epoch that does not go on.
  private func close(_ kept: Checkpoint?, before epoch: Epoch) {
    var filing = Filing()
    filing.epoch = epoch
    if let kept {
      filing.rows = kept.remainingRows
      filing.jobs = lastRecords(of: kept)
    }
    let outcome = writer.perform(StateWriter.Order(filing: filing))
    if case .failure(let failure) = outcome.filing {
      note(filing: failure)
      remains = filing
      if !filing.rows.isEmpty { note(keeping: .guarded) }
    } else {
      status.lastFiling = clock.wallTime()
    }
  }

  /// Jobs that ran when an epoch broke off, with what they had.
  private func lastRecords(of kept: Checkpoint) -> [JobRecord] {
    var records: [JobRecord] = []
    let footprints = KeptWords(kept.annex).footprints
    for job in kept.jobs {
      guard var record = record(of: job.name, in: kept.epoch) else { continue }
      record.totals = job.totals
      record.goOn(footprints)
      if record.state == .running {
        record.state = .lost
        record.end = max(record.start, kept.writtenAt)
        record.parts?.end(at: kept.writtenAt)
      }
      records.append(record)
    }
    return records
  }
}
