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
    if let counted = KeptWords(checkpoint.annex).footprints?.jobs[id] {
      record.footprint?.goOn(counted)
    }
    return record
  }
}
