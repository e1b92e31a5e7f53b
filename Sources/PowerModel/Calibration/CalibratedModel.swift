public import NodeModel

/// What this node draws by a model that was fitted on it.
public struct CalibratedModel: PowerEstimate, Equatable {
  /// What was fitted.
  public let calibration: Calibration
  /// Power by utilization at the reference frequency.
  public let curve: PowerCurve
  /// The frequencies that were seen while the node was busy; nil where the model does not ask for any.
  private let frequencies: ClosedRange<UInt64>?

  /// A model of this node.
  public var tier: Tier { .calibrated }

  /// Whether its figure depends on the frequency of the CPUs.
  public var asksForFrequency: Bool { frequencies != nil }

  /// Takes a calibration for the machine that it was made on.
  public init(
    _ calibration: Calibration, on machine: MachineIdentity
  ) throws(CalibrationMismatch) {
    try Self.compare(calibration.machine, machine)
    self.calibration = calibration
    let busy = calibration.steps.filter { $0.utilization >= 0.1 }.compactMap(\.hertz)
    if calibration.referenceHertz != nil, let least = busy.min(), let most = busy.max() {
      frequencies = least...most
    } else {
      frequencies = nil
    }
    let (idle, quarter, full) = (
      Self.band(calibration, 0, ratio: 1), Self.band(calibration, 0.25, ratio: 1),
      Self.band(calibration, 1, ratio: 1)
    )
    curve =
      PowerCurve([
        PowerCurve.Point(utilization: 0, power: idle),
        PowerCurve.Point(utilization: 250_000, power: quarter),
        PowerCurve.Point(utilization: PowerCurve.full, power: full),
      ]) ?? PowerCurve(idle: idle, full: full)
  }

  /// The power at a utilization in millionths and the mean frequency of all CPUs. Frequencies that were
  /// never seen count as the nearest that was; where none is known, the reference's does.
  public func power(at utilization: UInt32, hertz: UInt64?) -> PowerBand {
    var ratio = 1.0
    if let hertz, let frequencies {
      let known = min(max(hertz, frequencies.lowerBound), frequencies.upperBound)
      ratio = CalibrationFit.ratio(known, to: calibration.referenceHertz)
    }
    let utilization = Double(min(utilization, PowerCurve.full)) / 1e6
    return Self.band(calibration, utilization, ratio: ratio)
  }

  /// How the ledger is to take it: as `NodeEstimate.meter` of the node, or as package 0.
  public var meter: Meter {
    switch calibration.scope {
    case .node:
      var meter = meter(.rest, "node", source: "model")
      meter.tellsNode = true
      return meter
    case .package: return meter(package: "0")
    }
  }

  /// How the ledger is to take a model of a package for one that its counter calls so.
  public func meter(package device: String) -> Meter { meter(.package, device, source: "model") }

  private static func band(
    _ calibration: Calibration, _ utilization: Double, ratio: Double
  ) -> PowerBand {
    // Written out, since this is asked each second and an array would be made each time.
    let parts = calibration.coefficients
    let watts =
      parts.constant + parts.shared * min(4 * utilization, 1)
      + (parts.busy + parts.scaled * ratio * ratio * ratio) * utilization
    // Four parts of at most a megawatt each.
    let power = UInt64(min(watts * 1e6, 4e12).rounded())
    return PowerBand(
      low: calibration.bounds.low(of: power), value: power,
      high: calibration.bounds.high(of: power))
  }
}

extension CalibratedModel {
  /// How the figure came about.
  public var method: String {
    let parts = calibration.coefficients
    let what = calibration.scope == .node ? "This node" : "The package"
    let frequency =
      calibration.referenceHertz.map { " × (f / \($0 / 1_000_000) MHz)³" } ?? ""
    let formula =
      "\(Self.watts(parts.constant)) + \(Self.watts(parts.shared)) × min(4u, 1) + "
      + "\(Self.watts(parts.busy)) × u"
      + (parts.scaled > 0 ? " + \(Self.watts(parts.scaled)) × u\(frequency)" : "")
    let samples = calibration.steps.reduce(0) { $0 + $1.samples }
    let meter =
      calibration.meterBounds == nil
      ? "; the meter's own error is not known and not in them" : ", with the meter's"
    return
      "\(what) by a model that was fitted on it: \(formula) W at utilization u. Bounds: prediction "
      + "interval of 95 % by \(calibration.steps.count) steps of load with \(samples) readings that were "
      + "left out in turn\(meter)."
  }

  /// Which meter it was fitted to.
  public var source: String { "probe calibrate against \(calibration.meter)" }

  /// Watts with one decimal place.
  private static func watts(_ value: Double) -> String {
    let tenths = Int((min(value, 1e9) * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  private static func compare(
    _ then: MachineIdentity, _ now: MachineIdentity
  ) throws(CalibrationMismatch) {
    let parts: [(String, String, String, Bool)] = [
      ("CPU", words(then.cpu), words(now.cpu), then.cpu == now.cpu),
      (
        "number of CPUs", "\(then.threads) in \(then.packages)",
        "\(now.threads) in \(now.packages)",
        then.threads == now.threads && then.packages == now.packages
      ),
      ("board", then.board ?? "none", now.board ?? "none", then.board == now.board),
      (
        "firmware", then.firmware ?? "unknown", now.firmware ?? "unknown",
        then.firmware == now.firmware
      ),
      (
        "kind of machine", then.isVirtual ? "virtual" : "real", now.isVirtual ? "virtual" : "real",
        then.isVirtual == now.isVirtual
      ),
    ]
    if let other = parts.first(where: { !$0.3 }) {
      throw CalibrationMismatch(part: other.0, then: other.1, now: other.2)
    }
  }

  private static func words(_ cpu: CPUIdentity) -> String {
    let numbers = [cpu.family, cpu.model, cpu.stepping, cpu.implementer, cpu.part]
      .compactMap(\.self).map { "\($0)" }.joined(separator: "/")
    return [cpu.name, numbers.isEmpty ? nil : numbers].compactMap(\.self).joined(separator: " ")
  }
}
