public import NodeModel

/// The results of one benchmark on all nodes of one model.
public struct BenchmarkStatistics: Sendable {
  /// The middle sample of each node whose result was right, in the order of nodes: exact.
  public private(set) var medians: [Double] = []
  /// All samples of these nodes.
  public private(set) var samples = ExponentialHistogram(schema: .benchmark)
  /// Joules of an operation, of each node that counted them.
  public private(set) var energies: [Double] = []
  /// Nodes whose computation was wrong, or came to 0 or below; their figures are nowhere else.
  public private(set) var unverified = 0
  /// Nodes whose samples jump between values; their figures count, and the middle one is that of their greater mode.
  public private(set) var jumping = 0
  /// Nodes whose run was disturbed; their figures count.
  public private(set) var disturbed = 0

  /// No results.
  public init() {}

  mutating func count(_ result: borrowing NodeBenchmark) {
    guard result.isVerified, result.isPlausible else { return unverified += 1 }
    medians.append(result.median)
    samples.add(contentsOf: result.samples)
    if result.modes > 1 { jumping += 1 }
    if !result.disturbances.isEmpty { disturbed += 1 }
    if let energy = result.energyJoules, energy.isFinite, energy > 0 { energies.append(energy) }
  }
}
