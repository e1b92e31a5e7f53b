public import NodeModel

extension Calibration {
  /// Frequencies that differ by less say nothing about it.
  private static let leastSpread = 1.05

  /// Fits the model to samples of a machine.
  ///
  /// Bounds are a prediction interval of 95 % for one more load (`CalibrationSpread`), joined with the
  /// meter's own bounds as independent errors.
  /// - Parameters:
  ///   - samples: of at least four steps, one of them idle and one of them full load.
  ///   - scope: what the meter contains; for `package` the samples are means of a package.
  ///   - meter: the source of the meter that was read.
  ///   - instrument: the bounds of that meter; nil where nobody knows them.
  ///   - made: nanoseconds since 1970.
  public init(
    fitting samples: [CalibrationSample], of machine: MachineIdentity, scope: Scope, meter: String,
    instrument: EnergyBounds?, made: UInt64
  ) throws(CalibrationRefusal) {
    let samples = Self.numbered(samples)
    let steps = Self.steps(of: samples)
    try Self.check(samples, steps)
    guard let fit = CalibrationFit(samples, referenceHertz: Self.reference(of: steps)) else {
      throw .tooFewSteps(steps.count)
    }
    guard fit.coefficients.constant > 0 else { throw .noIdlePower }
    let spread = CalibrationSpread(fit.residuals(of: samples, in: steps))
    self.init(
      made: made, machine: machine, scope: scope, meter: meter, coefficients: fit.coefficients,
      referenceHertz: fit.coefficients.scaled > 0 ? fit.referenceHertz : nil,
      bounds: EnergyBounds(
        below: Self.joined(spread.below, instrument?.below ?? 0),
        above: Self.joined(spread.above, instrument?.above ?? 0)),
      meterBounds: instrument, steps: steps)
  }

  /// The same samples, steps counted from 0 in their order.
  private static func numbered(_ samples: [CalibrationSample]) -> [CalibrationSample] {
    var numbers: [Int: Int] = [:]
    return samples.map { sample in
      let number = numbers[sample.step] ?? numbers.count
      numbers[sample.step] = number
      return CalibrationSample(
        step: number, utilization: sample.utilization, hertz: sample.hertz,
        microwatts: sample.microwatts, load: sample.load)
    }
  }

  private static func steps(of samples: [CalibrationSample]) -> [CalibrationStep] {
    let groups = Dictionary(grouping: samples, by: \.step)
    return groups.keys.sorted().compactMap { groups[$0] }.map { group in
      let count = Double(group.count)
      let hertz = group.compactMap(\.hertz)
      return CalibrationStep(
        utilization: group.reduce(0) { $0 + Double($1.utilization) } / 1e6 / count,
        hertz: hertz.count < group.count
          ? nil : UInt64(hertz.reduce(0) { $0 + Double($1) } / count),
        watts: group.reduce(0) { $0 + Double($1.microwatts) } / 1e6 / count, samples: group.count,
        load: group.first?.load)
    }
  }

  private static func check(
    _ samples: [CalibrationSample], _ steps: [CalibrationStep]
  ) throws(CalibrationRefusal) {
    guard steps.count >= CalibrationFit.fewestSteps else { throw .tooFewSteps(steps.count) }
    if let step = steps.firstIndex(where: { $0.samples < CalibrationFit.fewestSamples }) {
      throw .tooFewSamples(step: step)
    }
    if let bad = samples.first(where: { !(1...1_000_000_000_000).contains($0.microwatts) }) {
      throw .implausiblePower(step: bad.step)
    }
    let loads = steps.map(\.utilization).sorted()
    if let least = loads.first, least > 0.05 { throw .notIdle(percent: Int(least * 100)) }
    if let most = loads.last, most < 0.9 { throw .notLoaded(percent: Int(most * 100)) }
  }

  /// The highest frequency of a step with load; nil where it is not known everywhere, or the same
  /// everywhere.
  private static func reference(of steps: [CalibrationStep]) -> UInt64? {
    // What an idle CPU says of its frequency means nothing.
    let busy = steps.filter { $0.utilization >= 0.1 }
    let hertz = busy.compactMap(\.hertz)
    guard hertz.count == busy.count, let least = hertz.min(), let most = hertz.max(), least > 0,
      Double(most) >= Double(least) * leastSpread
    else { return nil }
    return most
  }

  /// The error of a model and that of the meter that it was fitted to, as independent ones, in millionths.
  private static func joined(_ model: Double, _ instrument: UInt32) -> UInt32 {
    let meter = Double(instrument) / 1e6
    let both = (model * model + meter * meter).squareRoot() * 1e6
    return UInt32(min(both.rounded(.up), 1e9))
  }
}
