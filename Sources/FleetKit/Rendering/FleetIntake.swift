/// What was read to make a report, and what was refused.
public struct FleetIntake: Sendable, Equatable {
  /// What became of all documents; nil where nobody counted.
  public var counts: FleetCounts?
  /// In the order in which they were met; of very many only the first.
  public var refusals: [Refusal]

  /// States what was read.
  public init(counts: FleetCounts? = nil, refusals: [Refusal] = []) {
    self.counts = counts
    self.refusals = refusals
  }

  /// How many documents were not taken.
  public var refused: Int { max(counts?.refused ?? 0, refusals.count) }
}
