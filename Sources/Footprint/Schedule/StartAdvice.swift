/// When to start a job, and what that is worth.
public struct StartAdvice: Sendable, Hashable {
  /// The start with the least carbon, the earliest of several; seconds since 1970, UTC.
  public let best: Int64
  /// What the job emits then.
  public let emission: Amount<LocationBased>
  /// What it emits when it starts as early as it may.
  public let emissionNow: Amount<LocationBased>
  /// What it emits on average over all starts that were allowed, in grams.
  public let meanGrams: Double
  /// The latest start that the forecast could judge.
  public let latest: Int64
  /// Whether waiting saves more than the forecast may be wrong by. Where it does not: start now.
  public let isWorthWaiting: Bool
}
