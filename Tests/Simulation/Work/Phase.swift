/// A stretch of a job's life in which its threads behave alike.
public struct Phase: Sendable {
  /// What they execute.
  public var mix: Mix
  /// Mean CPU seconds between two sleeps; infinite for threads that never sleep.
  public var burst: Double
  /// Mean seconds of a sleep.
  public var sleep: Double
  /// Mean seconds of the phase; infinite for a job that never changes.
  public var length: Double
  /// Bytes read and written on disks and network, per second.
  public var transfer = 0.0

  /// A phase that keeps its threads on a CPU for the share `use` of the time.
  static func using(
    _ use: Double, _ mix: Mix, burst: Double = 0.05, length: Double = .infinity
  ) -> Phase {
    use >= 1
      ? Phase(mix: mix, burst: .infinity, sleep: 0, length: length)
      : Phase(mix: mix, burst: burst, sleep: burst * (1 - use) / use, length: length)
  }
}
