/// How the raw number of an energy counter is to be read.
public struct CounterScale: Sendable, Hashable {
  /// Microjoules of one count, as an exact fraction: 1/1 for powercap, 1000/1 for millijoules, 15625/256
  /// for a unit of 2^-14 J.
  public var numerator: UInt64 = 1
  /// See `numerator`; not 0.
  public var denominator: UInt64 = 1
  /// What is to be added where the counter has wrapped, in counts: `max_energy_range_uj`. 0: all 64 bits.
  public var range: UInt64 = 0
  /// What ends the count.
  public var life = Life.boot

  /// What sets an energy counter back to 0.
  public enum Life: UInt8, Sendable {
    /// It counts since the machine was switched on.
    case boot
    /// It goes on when this node restarts, like a meter outside of it.
    case outside
  }

  /// Whole microjoules, 64 bits, since boot.
  public init() {}

  /// A scale in whole microjoules that wraps at `range`.
  public init(range: UInt64) {
    self.range = range
  }
}
