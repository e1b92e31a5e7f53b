/// A model of power that was fitted on a node, as `calibration.json` keeps it (nodeprobe.calibration/1).
///
/// P(u, f) = constant + shared × min(4u, 1) + busy × u + scaled × u × (f / f_ref)³, in watts, with the
/// utilization u of all CPUs from 0 to 1 and their mean frequency f.
public struct Calibration: Sendable, Equatable {
  /// The name and version of the document.
  public static let schema = "nodeprobe.calibration/1"

  /// What the meter that was read contains.
  public enum Scope: String, Sendable {
    /// The whole node.
    case node
    /// One CPU package: the mean of all of them.
    case package
  }

  /// The parts of the model, in watts, none below 0; together the power at full load and `referenceHertz`.
  public struct Coefficients: Sendable, Equatable {
    /// Without any load.
    public var constant: Double
    /// What wakes up with the first quarter of the load: shared caches, memory, fabric.
    public var shared: Double
    /// What grows with utilization at any frequency.
    public var busy: Double
    /// What grows with utilization and with the cube of frequency: voltage follows frequency.
    public var scaled: Double

    /// States the parts, in watts.
    public init(constant: Double, shared: Double, busy: Double, scaled: Double) {
      self.constant = constant
      self.shared = shared
      self.busy = busy
      self.scaled = scaled
    }

    /// All of them, in the order of the formula.
    public var all: [Double] { [constant, shared, busy, scaled] }
  }

  /// When it was fitted, in nanoseconds since 1970.
  public var made: UInt64
  /// The machine that it was fitted on; of no use on another.
  public var machine: MachineIdentity
  /// What its figures contain.
  public var scope: Scope
  /// The instrument that was read: `rapl`, `plug` …
  public var meter: String
  /// The parts of the model.
  public var coefficients: Coefficients
  /// The frequency that the scaled part refers to; nil where frequency is not known or did not change.
  public var referenceHertz: UInt64?
  /// How far the truth may lie from the model's figures, in millionths.
  public var bounds: EnergyBounds
  /// The error of the meter that was read, which is in `bounds`; nil where it is not known, and is not.
  public var meterBounds: EnergyBounds?
  /// What was measured.
  public var steps: [CalibrationStep]

  /// States a calibration.
  public init(
    made: UInt64, machine: MachineIdentity, scope: Scope, meter: String, coefficients: Coefficients,
    referenceHertz: UInt64?, bounds: EnergyBounds, meterBounds: EnergyBounds? = nil,
    steps: [CalibrationStep]
  ) {
    self.made = made
    self.machine = machine
    self.scope = scope
    self.meter = meter
    self.coefficients = coefficients
    self.referenceHertz = referenceHertz
    self.bounds = bounds
    self.meterBounds = meterBounds
    self.steps = steps
  }
}
