internal import EnergyLedger
internal import Exporters
internal import NodeModel

/// What there is for a report beside the store, all of one instant: the sampler says it, or what an agent has left.
struct ReportBook: Sendable {
  /// When the last round was, in nanoseconds since 1970.
  var time: UInt64
  /// Closed rows that may not be filed yet, then those of the hour that runs.
  var rows: [EnergyRow] = []
  /// From when on epochs have energy, in nanoseconds since 1970, as far as that is known.
  var beginnings: [Epoch: UInt64] = [:]
  /// Jobs whose records are newer than the store's.
  var jobs: [JobRecord] = []
  /// The factors in force; nil where no intensity is known, or the store says it.
  var factors: StoredFactors?
  /// Those of commands that were counted by themselves and are not filed yet.
  var ownFactors: [StoredFactors] = []
  /// Components of which the node's figure lacks a part.
  var lacks: [EnergyComponent] = []
  /// What the node draws without activity; nil where that is not learnt, or a part of it is estimated.
  var idle: NodeIdlePower?
  /// Where the node stands.
  var site = Configuration.Site()
  /// What the node says of itself; nil where nobody has looked.
  var snapshot: Snapshot?
  /// What its sensors have shown lately.
  var sensors: SensorDistributions?
  /// Whether an agent says all this, and its snapshot so shows what is wrong with the node.
  var isLive = true
  /// What the ledger had when it was kept last, where no agent runs.
  var checkpoint: Checkpoint?
}

extension ReportBook: Equatable {
  /// Whether both are of the same instant and say the same of energy.
  static func == (left: ReportBook, right: ReportBook) -> Bool {
    left.time == right.time && left.rows == right.rows
      && left.snapshot?.sequence == right.snapshot?.sequence
  }
}
