/// How fast the canary's work went at one time.
public struct CanaryNote: Sendable, Equatable {
  /// What one CPU did.
  public struct Place: Sendable, Equatable {
    /// Floating-point operations a second, all pipes busy: a busy neighbour on the same core takes from it.
    public var multiply: Double
    /// Dependent additions a second, which is the clock in hertz.
    public var clock: Double
    /// Bytes a second from the last cache, or from where its set lies.
    public var read: Double

    /// States what was measured.
    public init(multiply: Double, clock: Double, read: Double) {
      self.multiply = multiply
      self.clock = clock
      self.read = read
    }
  }

  /// One for each CPU of the team, in its order.
  public var places: [Place]
  /// Seconds for a cache line's way from the first CPU of the team to the second; nil where there is no
  /// second. Two values far apart are two placements of virtual CPUs.
  public var bounce: Double?

  /// States what was measured.
  public init(places: [Place], bounce: Double?) {
    self.places = places
    self.bounce = bounce
  }
}
