import Probes

/// A node that is being calibrated: its load, its clocks, its meter.
protocol CalibrationStage: AnyObject {
  /// Nanoseconds since some beginning.
  var now: UInt64 { get }
  /// What tells the true power.
  var meter: any ReferenceMeter { get }

  /// Puts a load on in place of the one before.
  func load(_ step: CalibrationPlan.Step) throws

  /// Lets so many nanoseconds pass; throws `CalibrationFailure.interrupted` where somebody wants to stop.
  func pass(_ nanoseconds: UInt64) throws

  /// How long the CPUs have worked.
  func processorTime() throws -> ProcessorTime.Total

  /// Their mean clock; nil where the kernel tells none.
  func hertz() -> UInt64?
}

/// Why a node could not be calibrated.
enum CalibrationFailure: Error, CustomStringConvertible {
  /// Somebody pressed Ctrl-C.
  case interrupted
  /// The meter said too little in a step.
  case silent(meter: String, step: String, readings: Int)

  var description: String {
    switch self {
    case .interrupted: "stopped"
    case .silent(let meter, let step, let readings):
      "\(meter): \(readings) readings while the node was \(step), at least 3 are needed; "
        + "give each step more time with --seconds"
    }
  }
}
