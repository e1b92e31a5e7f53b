/// What one benchmark result is about. Two results are comparable when their subjects are equal.
public struct BenchSubject: Sendable, Hashable {
  /// A parameter's value.
  public enum Value: Sendable, Hashable {
    case count(Int)
    case text(String)
  }

  /// A parameter: "n" is 2048, "pages" is "huge".
  public struct Parameter: Sendable, Hashable {
    /// Its name, as it stands in JSON and in labels.
    public let name: String
    /// Its value.
    public let value: Value

    /// States a parameter.
    public init(name: String, value: Value) {
      self.name = name
      self.value = value
    }
  }

  /// The suite's name.
  public let suite: String
  /// The case, unique within the suite together with the parameters: "fp32", "triad", "chase".
  public let name: String
  /// In the order in which people read them.
  public let parameters: [Parameter]
  /// What the values are counted in.
  public let unit: BenchUnit

  /// Describes a case.
  public init(suite: String, name: String, parameters: [Parameter], unit: BenchUnit) {
    self.suite = suite
    self.name = name
    self.parameters = parameters
    self.unit = unit
  }
}
