/// What is compared between nodes: a case of a suite with all its parameters, and its unit.
public struct BenchmarkKey: Sendable, Hashable {
  /// The suite: "gemm".
  public let suite: String
  /// The case within the suite: "fp32".
  public let name: String
  /// All parameters: "n=2048,threads=1".
  public let parameters: String
  /// The unit: "flop/s".
  public let unit: String

  /// The key of a result.
  public init(_ result: NodeBenchmark) {
    suite = result.suite
    name = result.name
    parameters = result.parameters
    unit = result.unit
  }

  /// Whether less is better: times are, rates are not.
  public var lessIsBetter: Bool { ["s", "ms", "us", "µs", "ns"].contains(unit) }
}

extension BenchmarkKey: Comparable {
  /// By name.
  public static func < (left: BenchmarkKey, right: BenchmarkKey) -> Bool {
    (left.suite, left.name, left.parameters, left.unit)
      < (right.suite, right.name, right.parameters, right.unit)
  }
}
