/// Why no model can be fitted to samples.
public enum CalibrationRefusal: Error, Hashable, CustomStringConvertible {
  /// Fewer steps of load than parts of the model.
  case tooFewSteps(Int)
  /// A step with fewer samples than tell how much they vary.
  case tooFewSamples(step: Int)
  /// A sample without power, or with more than any node has.
  case implausiblePower(step: Int)
  /// The idle step was not idle: its utilization in percent.
  case notIdle(percent: Int)
  /// No step loaded the node fully: the highest utilization in percent.
  case notLoaded(percent: Int)
  /// The samples say that the node draws nothing when idle.
  case noIdlePower

  /// What was wrong, and what is needed.
  public var description: String {
    switch self {
    case .tooFewSteps(let count):
      "\(count) steps of load, at least \(CalibrationFit.fewestSteps) are needed"
    case .tooFewSamples(let step):
      "step \(step) has fewer than \(CalibrationFit.fewestSamples) samples"
    case .implausiblePower(let step):
      "the meter showed no power, or more than a megawatt, in step \(step)"
    case .notIdle(let percent):
      "the node was never idle: at least \(percent) % busy, at most 5 % are needed"
    case .notLoaded(let percent):
      "the node was never fully loaded: at most \(percent) % busy, at least 90 % are needed"
    case .noIdlePower: "by these samples the node would draw nothing when idle"
    }
  }
}
