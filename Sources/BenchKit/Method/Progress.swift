/// How far a run is, told before each block.
public struct Progress: Sendable {
  /// What is measured next.
  public let subject: Subject
  /// The round of blocks, 0 while the cases are tried and warmed up, then 1 to `blocks`.
  public let block: Int
  /// How many rounds there are.
  public let blocks: Int
  /// Seconds until the end, as far as can be told.
  public let remainingSeconds: Double
}
