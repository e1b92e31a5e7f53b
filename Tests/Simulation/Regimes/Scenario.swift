/// One run: a machine, its meters and the jobs that come to it.
public struct Scenario: Sendable {
  /// The machine.
  public var node: NodeParameters
  /// Its meters.
  public var metering: Metering
  /// Jobs in the order of their arrival; a job's number is its index.
  public var jobs: [JobPlan]
  /// The operating system's own threads.
  public var system: JobPlan
  /// Seconds of the run. Jobs come after `leadIn`.
  public var duration: Double
  /// For what is drawn while it runs.
  public var seed: UInt64
  /// Who pays for keeping things awake.
  public var causation = Causation.switching

  /// Seconds at the start in which only the system runs, so that idle power can be learnt.
  public static let leadIn = 60.0
}
