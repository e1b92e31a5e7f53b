internal import NodeModel

/// Fits the parts of a `Calibration` to samples.
///
/// Relative errors are squared, since bounds are relative: an error of 5 W counts more at idle.
struct CalibrationFit {
  /// As many as the model has parts.
  static let fewestSteps = 4
  /// Fewer do not tell how much they vary.
  static let fewestSamples = 3
  /// Steps within this are equally loaded.
  private static let nearby = 0.02

  let coefficients: Calibration.Coefficients
  let referenceHertz: UInt64?

  /// Fits all samples.
  init?(_ samples: [CalibrationSample], referenceHertz: UInt64?) {
    let rows = samples.map { sample in
      let watts = Double(sample.microwatts) / 1e6
      let terms = Self.terms(
        utilization: Double(sample.utilization) / 1e6,
        ratio: Self.ratio(sample.hertz, to: referenceHertz))
      // Without a frequency the last term is the one before it.
      return (referenceHertz == nil ? terms.dropLast() : terms[...]).map { $0 / watts }
    }
    guard let fit = NonNegativeFit(toOnes: rows) else { return nil }
    let found = fit.coefficients
    coefficients = Calibration.Coefficients(
      constant: found[0], shared: found[1], busy: found[2], scaled: found.count > 3 ? found[3] : 0)
    self.referenceHertz = referenceHertz
  }

  /// What the parts of the model are multiplied with, in their order.
  static func terms(utilization: Double, ratio: Double) -> [Double] {
    [1, min(4 * utilization, 1), utilization, utilization * ratio * ratio * ratio]
  }

  /// A frequency as part of the reference; 1 where either is not known.
  static func ratio(_ hertz: UInt64?, to reference: UInt64?) -> Double {
    guard let hertz, let reference, reference > 0 else { return 1 }
    return Double(hertz) / Double(reference)
  }

  /// How far a sample is from what the model says of it, as part of that.
  func residual(of sample: CalibrationSample) -> Double {
    let terms = Self.terms(
      utilization: Double(sample.utilization) / 1e6,
      ratio: Self.ratio(sample.hertz, to: referenceHertz))
    let watts = zip(terms, coefficients.all).reduce(0) { $0 + $1.0 * $1.1 }
    return watts > 0 ? Double(sample.microwatts) / 1e6 / watts - 1 : 0
  }

  /// Residuals of samples against a model that was fitted without their own step, one list for each step.
  ///
  /// A model that bends itself to each step would be praised for it otherwise. The steps at both ends of
  /// utilization are compared with the full fit: beyond them the model is never asked.
  func residuals(of samples: [CalibrationSample], in steps: [CalibrationStep]) -> [[Double]] {
    let ends = steps.map(\.utilization)
    return steps.indices.map { step in
      let own = samples.filter { $0.step == step }
      let others = ends.indices.filter { $0 != step }.map { ends[$0] }
      let isInside =
        (others.min() ?? 1) <= ends[step] + Self.nearby
        && (others.max() ?? 0) >= ends[step] - Self.nearby
      let fit =
        isInside
        ? CalibrationFit(samples.filter { $0.step != step }, referenceHertz: referenceHertz) : nil
      return own.map((fit ?? self).residual)
    }
  }
}
