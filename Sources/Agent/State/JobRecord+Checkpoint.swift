public import EnergyLedger
internal import NodeModel

extension JobRecord {
  /// The record with what a checkpoint says of the job, which is newer than what is filed; itself where that is
  /// of another epoch or says nothing of it.
  public func current(in checkpoint: Checkpoint) -> JobRecord {
    guard epoch == checkpoint.epoch, let kept = checkpoint.jobs.first(where: { $0.name == id })
    else { return self }
    var record = self
    record.totals = kept.totals
    record.goOn(KeptWords(checkpoint.annex).footprints)
    return record
  }

  /// Takes what was kept of its carbon, cost and CPU time with the ledger, as far as any of it was known when it was
  /// filed.
  mutating func goOn(_ kept: KeptFootprints?) {
    if let counted = kept?.jobs[id] { footprint?.goOn(counted) }
    if let time = kept?.processorTimes[id], processorTime != nil { processorTime = time }
  }
}
