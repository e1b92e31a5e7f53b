/// One measurement of a case.
public struct Repetition: Sendable {
  /// In the subject's unit.
  public let value: Double
  /// Operations or bytes done meanwhile, for energy per operation; 0 where that makes no sense.
  public let work: Double
  /// How long it took, and whether the threads had their CPUs to themselves.
  public let time: TeamTime

  /// States a measurement.
  public init(value: Double, work: Double, time: TeamTime) {
    self.value = value
    self.work = work
    self.time = time
  }

  /// `work` in `time`, as a rate.
  public init(work: Double, in time: TeamTime) {
    self.init(value: work / time.seconds, work: work, time: time)
  }
}
