internal import EnergyLedger
internal import NodeModel

/// What all jobs beyond the limit have come to, as one.
struct FoldedFootprint: Equatable {
  /// Carbon, cost, and what they held of the node.
  var counted = CountedFootprint()
  /// When the first of them was met in this epoch, in nanoseconds since 1970; 0 where there was none, or nobody
  /// wrote it down.
  var since: UInt64 = 0

  /// One of them is there.
  mutating func begin(at time: RoundTime) {
    if since == 0 { since = UInt64(max(0, time.realtime)) }
  }

  /// A record of all of them, so that who reads a report finds for each row the job that it belongs to; nil
  /// where there was none.
  ///
  /// - Parameter totals: what the ledger has given them in the epoch.
  func record(in epoch: Epoch, _ totals: OwnerTotals) -> JobRecord? {
    guard since > 0 else { return nil }
    let name = Owner.other.name
    var record = JobRecord(epoch: epoch, id: name, name: name, manager: .other, start: since)
    record.totals = totals
    record.footprint = JobFootprint(
      counted, FootprintKinds(hasEmbodied: false, currency: nil, pricesEnergy: false))
    return record
  }
}
