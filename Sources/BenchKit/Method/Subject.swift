/// What one result is about. Two results are comparable when their subjects are equal.
public struct Subject: Sendable, Hashable {
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
  }

  /// The suite's name.
  public let suite: String
  /// The case, unique within the suite together with the parameters: "fp32", "triad", "chase".
  public let name: String
  /// In the order in which people read them.
  public let parameters: [Parameter]
  /// What the values are counted in.
  public let unit: Unit

  /// Describes a case.
  public init(suite: StaticString, name: String, parameters: [Parameter], unit: Unit) {
    self.suite = "\(suite)"
    self.name = name
    self.parameters = parameters
    self.unit = unit
  }
}

extension Subject.Parameter {
  /// Threads that work at once.
  public static func threads(_ count: Int) -> Self { Self(name: "threads", value: .count(count)) }
  /// Rows and columns of a square problem.
  public static func n(_ n: Int) -> Self { Self(name: "n", value: .count(n)) }
  /// Bytes of the working set of one thread, or of all where they share one.
  public static func bytes(_ bytes: Int) -> Self { Self(name: "bytes", value: .count(bytes)) }
  /// The instructions that the kernel was compiled for.
  public static func instructions(_ set: InstructionSet) -> Self {
    Self(name: "isa", value: .text(set.description))
  }
  /// The pages below the buffers.
  public static func pages(_ size: PageSize) -> Self {
    Self(name: "pages", value: .text(size.rawValue))
  }
  /// Another number.
  public static func count(_ name: String, _ value: Int) -> Self {
    Self(name: name, value: .count(value))
  }
  /// Another word.
  public static func text(_ name: String, _ value: String) -> Self {
    Self(name: name, value: .text(value))
  }
}
