/// The newest result of one benchmark on one node.
public struct NodeBenchmark: Sendable, Equatable {
  /// The suite: "gemm".
  public var suite: String
  /// The case within the suite: "fp32".
  public var name: String
  /// All parameters, `n=2048,threads=1`: with suite, case and unit the name of what is compared.
  public var parameters: String
  /// The unit; for `s`, `ns` and other times less is better, else more.
  public var unit: String
  /// When it ended, in nanoseconds since 1970; nil where it is not said.
  public var ended: UInt64?
  /// The fastest sample.
  public var best: Double
  /// The middle sample: the figure to compare.
  public var median: Double
  /// Between how many values the samples jump, as the node found; 0 where they do not, and then only one number is it.
  public var modes = 0
  /// All repetitions that were kept.
  public var samples: [Double]
  /// Whether the computation was right.
  public var isVerified: Bool
  /// What disturbed it, by kind; empty where nothing was seen.
  public var disturbances: [String]
  /// A digest of what was computed, the same on all machines of one kind; nil of what computes nothing.
  public var checksum: UInt64?
  /// The same where programs were compiled alike and saw the same caches; 0 where nobody says.
  public var build: UInt64 = 0
  /// Energy of one operation in joules; nil where nobody counted.
  public var energyJoules: Double?
  /// What its run says of what a fingerprint has as well, and may have changed since then; ordered by key.
  public var settings: [NodeSetting] = []

  /// Whether its figures are above 0, as those of all benchmarks are.
  var isPlausible: Bool {
    median > 0 && median.isFinite && samples.allSatisfy { $0 > 0 && $0.isFinite }
  }

  /// States a result.
  public init(
    suite: String, name: String, parameters: String, unit: String, ended: UInt64? = nil,
    best: Double, median: Double, samples: [Double], isVerified: Bool,
    disturbances: [String] = [], energyJoules: Double? = nil
  ) {
    self.suite = suite
    self.name = name
    self.parameters = parameters
    self.unit = unit
    self.ended = ended
    self.best = best
    self.median = median
    self.samples = samples
    self.isVerified = isVerified
    self.disturbances = disturbances
    self.energyJoules = energyJoules
  }
}
