internal import CLinux
internal import EnergyLedger
internal import LinuxFiles
internal import NodeModel
internal import Probes

/// The report of a state directory that no agent serves; nothing is changed.
public enum StoredReport {
  /// There is nothing to report of.
  public struct Nothing: Error {
    /// Why.
    public let cause: StateFailure
  }

  /// Makes the report of what was kept. The same directory gives the same bytes.
  ///
  /// Where it is this machine's own, what seldom changes of it is looked up: its names and its hardware.
  public static func make(_ page: ReportPage, in directory: String) throws -> MadeReport {
    let left = FinishedJob.waiting(in: directory)
    let checkpoint = LedgerArchive.checkpoint(in: directory)
    let ends = left.compactMap(\.record.end)
    let kept = checkpoint?.writtenAt ?? lastWrite(directory + "/" + LedgerSchema.name)
    guard let time = ([kept] + ends).compactMap({ $0 }).max() else {
      throw Nothing(cause: .absent)
    }
    let machine = NodeIdentity.machine()
    guard let nodeID = NodeIdentity.kept(in: directory) ?? machine else {
      throw Nothing(cause: .absent)
    }
    var book = ReportBook(time: time)
    book.isLive = false
    book.checkpoint = checkpoint
    book.rows = left.flatMap(\.rows) + (checkpoint?.rows ?? [])
    for job in left { book.beginnings[job.record.epoch] = job.record.start }
    if let checkpoint {
      let words = KeptWords(checkpoint.annex)
      book.beginnings[checkpoint.epoch] = words.beginning
      book.lacks = words.lacks
    }
    book.jobs = left.map(\.record)
    book.ownFactors = left.compactMap(\.factors)
    if let checkpoint, let kept = KeptWords(checkpoint.annex).footprints?.other,
      let folded = kept.record(in: checkpoint.epoch, checkpoint.folded)
    {
      book.jobs.append(folded)
    }
    if nodeID == machine {
      book.site = (try? Configuration(path: nil).site) ?? book.site
      book.snapshot = try? StillSnapshot.take(below: Root())
    }
    return try ReportMaker(directory: directory, nodeID: nodeID).make(page, book)
  }

  /// When a file was written last, in nanoseconds since 1970; nil where it is not there.
  private static func lastWrite(_ path: String) -> UInt64? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    return UInt64(clamping: status.st_mtim.tv_sec) * 1_000_000_000
  }
}
