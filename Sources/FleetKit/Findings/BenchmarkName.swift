/// What is compared: a benchmark with all its parameters.
public struct BenchmarkName: Hashable, Sendable {
  /// The suite: "gemm".
  public let suite: String
  /// The case within the suite: "fp32".
  public let name: String
  /// `n=2048,threads=1`.
  public let parameters: String
  /// The unit.
  public let unit: String

  /// A benchmark by its names.
  public init(suite: String, name: String, parameters: String, unit: String) {
    self.suite = suite
    self.name = name
    self.parameters = parameters
    self.unit = unit
  }

  init(_ result: borrowing NodeBenchmark) {
    self.init(
      suite: result.suite, name: result.name, parameters: result.parameters, unit: result.unit)
  }

  /// Whether it is what names a result.
  func names(_ result: borrowing NodeBenchmark) -> Bool {
    suite == result.suite && name == result.name && parameters == result.parameters
      && unit == result.unit
  }

  /// Whether more is better; of times and of power less is.
  public var isRate: Bool {
    !["seconds", "s", "ms", "us", "µs", "ns", Self.watts].contains(unit)
  }

  private static let watts = "watts"

  /// What nodes draw without activity, as something in which they are compared like in a benchmark.
  static func idlePower(of domains: String) -> BenchmarkName {
    BenchmarkName(suite: "idle", name: "power", parameters: domains, unit: watts)
  }

  /// Whether it is the idle power of nodes and no benchmark.
  var isIdlePower: Bool { suite == "idle" && name == "power" && unit == Self.watts }

  /// The logarithm of a value, so that more is better.
  func oriented(_ logarithm: Double) -> Double { isRate ? logarithm : -logarithm }
}

extension BenchmarkName: CustomStringConvertible {
  /// "gemm fp32 n=2048,threads=1".
  public var description: String {
    suite + " " + name + (parameters.isEmpty ? "" : " " + parameters)
  }
}

extension BenchmarkName: Comparable {
  /// By suite, case, parameters and unit.
  public static func < (left: BenchmarkName, right: BenchmarkName) -> Bool {
    (left.suite, left.name, left.parameters, left.unit)
      < (right.suite, right.name, right.parameters, right.unit)
  }
}
