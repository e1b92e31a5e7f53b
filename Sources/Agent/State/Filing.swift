internal import NodeModel

/// What is written into the store in one transaction: all of it, or nothing.
struct Filing: Sendable {
  /// Closed rows; one that is there with the same or a higher revision stays.
  var rows: [EnergyRow] = []
  /// Jobs as they are now.
  var jobs: [JobRecord] = []
  /// How far consumers have confirmed rows.
  var cursors: [String: UInt64] = [:]
  /// The factors of carbon and cost, where others are in force.
  var factors: [StoredFactors] = []
  /// Those of epochs in which no agent ran, but a command that was counted by itself.
  var ownFactors: [Epoch: StoredFactors] = [:]
  /// By what energy is divided, where that is another way than before.
  var divisions: [StoredDivision] = []
  /// Jobs of other epochs than this one do not run any more.
  var epoch: Epoch?
  /// Jobs of this epoch that are filed as running and are none of `jobs` have ended, at this time or before, in
  /// nanoseconds since 1970.
  var unseen: (epoch: Epoch, time: UInt64)?

  var isEmpty: Bool {
    rows.isEmpty && jobs.isEmpty && cursors.isEmpty && factors.isEmpty && divisions.isEmpty
      && epoch == nil && unseen == nil
  }
}
