/// What was found of a node in an earlier period and not in this one, and is not forgotten yet.
public struct RememberedFinding: Sendable, Equatable {
  /// 64 hexadecimal digits.
  public let node: String
  /// "slow" or "straggler".
  public let kind: String
  /// The suite of the benchmarks.
  public let suite: String
  /// In which runs it was found; three good ones in a row at the end if they have just cleared it.
  public let runs: RunHistory
  /// When the result ended that showed it first, in nanoseconds since 1970.
  public let firstSeen: UInt64?
  /// And last.
  public let lastSeen: UInt64?
}
