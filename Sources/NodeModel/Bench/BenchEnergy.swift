/// What a measurement drew, read from power sources around work that nothing interrupted.
public struct BenchEnergy: Sendable, Equatable {
  /// All domains that add up, in joules.
  public let joules: Double
  /// The mean over the same time.
  public let watts: Double
  /// Operations or bytes for one joule; nil where the work has no such count.
  public let workPerJoule: Double?
  /// How the joules are known: "measured", "derived", "modelled" or "estimated".
  public let quality: String

  /// States an energy.
  public init(joules: Double, watts: Double, workPerJoule: Double?, quality: String) {
    self.joules = joules
    self.watts = watts
    self.workPerJoule = workPerJoule
    self.quality = quality
  }
}
