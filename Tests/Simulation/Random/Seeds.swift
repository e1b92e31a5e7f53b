/// Which seeds a method may be tuned on, and which decide whether it is good.
///
/// A method is developed with `development` only. Its figures are those of `heldOut`, whose nodes
/// and jobs nobody has looked at while tuning.
public enum Seeds {
  /// Nodes and jobs to develop with.
  public static let development: ClosedRange<UInt64> = 1...5
  /// Nodes and jobs to be judged by.
  public static let heldOut: ClosedRange<UInt64> = 900_001...900_010
}
