internal import EnergyLedger
internal import Footprint
internal import NodeModel

/// What the ledger has of one job at one instant (docs/schema/book.json).
struct JobBook: Sendable, Equatable {
  /// Closed rows that nobody has acknowledged, then those of the hour that runs.
  let rows: [EnergyRow]
  /// The life of the counters.
  let epoch: Epoch
  /// What the ledger says of all its rows, those in the store among them; nil where it has left the page.
  let totals: OwnerTotals?
  /// What was counted of its carbon and cost; nil where it has left the page, or no intensity is known.
  let footprint: JobFootprint?
  /// The factors that are in force; nil where no intensity is known.
  let factors: Factors?
  /// Its steps or containers; nil where it has left the page, or none was seen.
  var parts: JobParts?

  /// Factors and since when they are in force, in seconds since 1970, UTC.
  struct Factors: Sendable, Equatable {
    let since: Int64
    let set: FactorSet

    init(since: Int64, _ set: FactorSet) {
      self.since = since
      self.set = set
    }
  }
}
