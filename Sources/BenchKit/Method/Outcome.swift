public import NodeModel

/// What a run has to say.
public struct Outcome: Sendable {
  /// In the order of the cases.
  public let results: [BenchResult]
  /// Cases without a result, and why.
  public let omissions: [BenchOmission]
  /// What all cases together saw of other programs.
  public let load: BenchConditions.Load
  /// Whether the run was stopped before its end.
  public let isInterrupted: Bool
}
