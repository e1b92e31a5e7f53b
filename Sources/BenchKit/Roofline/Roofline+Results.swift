public import NodeModel

extension Roofline {
  /// The roofline of a run: ceilings from `peak`, slopes from `bandwidth`, points from `gemm`, each with all
  /// the threads that were measured. Nil where a run has no peak or no bandwidth.
  ///
  /// Roofs are the best samples, since a roof is what the machine can do; points are medians, one for each mode.
  public init?(of results: [BenchResult]) {
    let verified = results.filter(\.isVerified)
    let threads = verified.compactMap { $0.subject.count(of: "threads") }.max() ?? 1
    let whole = verified.filter { $0.subject.count(of: "threads") == threads }
    var ceilings: [String: Double] = [:]
    var slopes: [String: Double] = [:]
    var points: [Point] = []
    for result in whole {
      let subject = result.subject
      switch (subject.suite, subject.unit) {
      case ("peak", .flopPerSecond):
        ceilings[subject.name] = max(ceilings[subject.name] ?? 0, result.best)
      case ("bandwidth", .bytesPerSecond):
        guard let level = subject.text(of: "level") else { continue }
        slopes[level] = max(slopes[level] ?? 0, result.best)
      case ("gemm", .flopPerSecond):
        guard let n = subject.count(of: "n"), let bytes = Self.elementBytes[subject.name] else {
          continue
        }
        let library = subject.text(of: "library").map { " \($0)" } ?? ""
        points += Self.rates(of: result).map { rate, share in
          Point(
            name: "gemm \(subject.name) n=\(n)" + library + share,
            intensity: Self.intensity(n: n, elementBytes: bytes), rate: rate,
            ceiling: Self.ceiling(of: subject))
        }
      default: continue
      }
    }
    self.init(
      ceilings: ceilings.map { Ceiling(name: $0.key + " peak", rate: $0.value) },
      slopes: slopes.map { Slope(name: $0.key, bandwidth: $0.value) }, points: points)
  }

  /// The ceiling that a product was held against while it was measured, by name.
  private static func ceiling(of subject: BenchSubject) -> String {
    let format = GemmFormat.allCases.first { $0.name == subject.name }
    // What another architecture's kernels are made of widens as the baseline does.
    let set = InstructionSet.allCases.first { $0.description == subject.text(of: "isa") }
    return (format?.multiplied(by: set ?? .baseline).name ?? subject.name) + " peak"
  }

  /// What was reached, and where that jumps between modes the share of each.
  private static func rates(of result: BenchResult) -> [(rate: Double, share: String)] {
    guard result.modes.count > 1 else { return [(result.median, "")] }
    return result.modes.map { ($0.median, " (\(Int(($0.share * 100).rounded())) %)") }
  }

  /// Bytes of an element of A and B, and of C.
  private static let elementBytes = ["fp64": (8, 8), "fp32": (4, 4), "bf16": (2, 4)]

  /// 2n³ operations over the traffic that no blocking avoids: A and B read, C read and written.
  private static func intensity(n: Int, elementBytes: (input: Int, output: Int)) -> Double {
    Double(n) / Double(elementBytes.input + elementBytes.output)
  }
}
