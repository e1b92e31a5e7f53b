/// What was read to make a report, and what was refused.
public struct FleetIntake: Sendable, Equatable {
  /// What became of all documents; nil where nobody counted.
  public var counts: FleetCounts?
  /// By file, byte and reason, whatever the order of the inputs; of more than a thousand those that were met first.
  public var refusals: [Refusal]

  /// States what was read.
  public init(counts: FleetCounts? = nil, refusals: [Refusal] = []) {
    self.counts = counts
    self.refusals = refusals.sorted {
      ($0.file, $0.byte, $0.reason) < ($1.file, $1.byte, $1.reason)
    }
  }

  /// How many documents were not taken.
  public var refused: Int { max(counts?.refused ?? 0, refusals.count) }
}
