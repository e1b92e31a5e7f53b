extension Calibration {
  /// More steps are refused.
  public static let mostSteps = 1024

  /// Reads `nodeprobe.calibration/1`, whoever wrote it: what is not as `docs/schema/calibration.json` says
  /// is an error with its place, members that are not known here are passed over.
  public init(reading bytes: [UInt8]) throws(JSONError) {
    var reader = try JSONReader(bytes)
    try self.init(from: &reader)
    try reader.end()
  }

  private init(from reader: inout JSONReader) throws(JSONError) {
    let start = reader.start()
    var (schema, meter): (String?, String?)
    var (made, referenceHertz): (UInt64?, UInt64?)
    var machine: MachineIdentity?
    var scope: Scope?
    var coefficients: Coefficients?
    var (bounds, meterBounds): (EnergyBounds?, EnergyBounds?)
    var steps: [CalibrationStep]?
    try reader.object { reader, name throws(JSONError) in
      switch name {
      case "schema":
        let place = reader.start()
        schema = try reader.string()
        guard schema == Self.schema else {
          throw JSONError(at: place, "the schema is not \(Self.schema)")
        }
      case "made": made = try reader.time()
      case "machine": machine = try MachineIdentity(from: &reader)
      case "scope": scope = try reader.word(Scope.self)
      case "meter": meter = try reader.string()
      case "coefficients": coefficients = try Coefficients(from: &reader)
      case "reference_hertz": referenceHertz = UInt64(try reader.positiveInteger())
      case "bounds": bounds = try EnergyBounds(from: &reader)
      case "meter_bounds": meterBounds = try EnergyBounds(from: &reader)
      case "steps": steps = try Self.steps(from: &reader)
      default: try reader.skipValue()
      }
    }
    _ = try schema.required("schema", in: start)
    self.init(
      made: try made.required("made", in: start),
      machine: try machine.required("machine", in: start),
      scope: try scope.required("scope", in: start),
      meter: try meter.required("meter", in: start),
      coefficients: try coefficients.required("coefficients", in: start),
      referenceHertz: referenceHertz, bounds: try bounds.required("bounds", in: start),
      meterBounds: meterBounds, steps: try steps.required("steps", in: start))
  }

  private static func steps(
    from reader: inout JSONReader
  ) throws(JSONError) -> [CalibrationStep] {
    let start = reader.start()
    let steps = try reader.list { reader throws(JSONError) in try CalibrationStep(from: &reader) }
    guard !steps.isEmpty, steps.count <= mostSteps else {
      throw JSONError(at: start, "no steps, or more than \(mostSteps)")
    }
    return steps
  }
}

extension Calibration.Coefficients {
  /// More watts are not believed.
  private static let mostWatts = 1e6

  fileprivate init(from reader: inout JSONReader) throws(JSONError) {
    let start = reader.start()
    var (constant, shared, busy, scaled): (Double?, Double?, Double?, Double?)
    try reader.object { reader, name throws(JSONError) in
      switch name {
      case "constant_watts": constant = try reader.number(in: 0...Self.mostWatts)
      case "shared_watts": shared = try reader.number(in: 0...Self.mostWatts)
      case "busy_watts": busy = try reader.number(in: 0...Self.mostWatts)
      case "scaled_watts": scaled = try reader.number(in: 0...Self.mostWatts)
      default: try reader.skipValue()
      }
    }
    self.init(
      constant: try constant.required("constant_watts", in: start), shared: shared ?? 0,
      busy: busy ?? 0, scaled: scaled ?? 0)
    guard self.constant > 0 else {
      throw JSONError(at: start, "a node that draws nothing when idle")
    }
  }
}

extension CalibrationStep {
  fileprivate init(from reader: inout JSONReader) throws(JSONError) {
    let start = reader.start()
    var (utilization, watts): (Double?, Double?)
    var hertz: UInt64?
    var samples: Int?
    var load: String?
    try reader.object { reader, name throws(JSONError) in
      switch name {
      case "utilization": utilization = try reader.number(in: 0...1)
      case "hertz": hertz = UInt64(try reader.positiveInteger())
      case "watts": watts = try reader.number(in: 0...1e6)
      case "samples": samples = try reader.count()
      case "load": load = try reader.string()
      default: try reader.skipValue()
      }
    }
    self.init(
      utilization: try utilization.required("utilization", in: start), hertz: hertz,
      watts: try watts.required("watts", in: start),
      samples: try samples.required("samples", in: start), load: load)
  }
}

extension EnergyBounds {
  /// Reads two ratios of the figure.
  fileprivate init(from reader: inout JSONReader) throws(JSONError) {
    let start = reader.start()
    var (below, above): (Double?, Double?)
    try reader.object { reader, name throws(JSONError) in
      switch name {
      case "below_ratio": below = try reader.number(in: 0...1)
      case "above_ratio": above = try reader.number(in: 0...1000)
      default: try reader.skipValue()
      }
    }
    self.init(
      below: Self.millionths(try below.required("below_ratio", in: start)),
      above: Self.millionths(try above.required("above_ratio", in: start)))
  }

  private static func millionths(_ ratio: Double) -> UInt32 { UInt32((ratio * 1e6).rounded()) }
}
