/// What a run watches beside its cases. Tests give their own.
public struct Instruments {
  /// The time.
  public var clock: any BenchClock
  /// Who used the CPUs; nil where nobody knows.
  public var load: (any LoadSource)?
  /// The neighbours; nil to do without.
  public var canary: (any Canary)?
  /// Slow-downs because of heat; nil where the machine does not count them.
  public var throttles: (any ThrottleCounter)?
  /// How often the control group's quota stopped this process's threads; nil where there is none.
  public var stops: (any StopCounter)?
  /// What the machine draws; nil where it has no power source.
  public var energy: (any EnergyCounter)?

  /// A clock and nothing else.
  public init(clock: any BenchClock = MonotonicClock()) {
    self.clock = clock
  }
}
