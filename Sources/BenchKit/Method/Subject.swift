public import NodeModel

/// What one result is about.
public typealias Subject = BenchSubject

/// What a result is counted in.
public typealias Unit = BenchUnit

extension BenchSubject {
  /// Describes a case of a suite.
  public init(suite: StaticString, name: String, parameters: [Parameter], unit: BenchUnit) {
    self.init(suite: suite.description, name: name, parameters: parameters, unit: unit)
  }
}

extension BenchSubject {
  /// The value of a parameter; nil where there is no such parameter.
  public subscript(_ name: String) -> Value? {
    parameters.first { $0.name == name }?.value
  }

  /// The value of a parameter that is a number.
  func count(of name: String) -> Int? {
    guard case .count(let count)? = self[name] else { return nil }
    return count
  }

  /// The value of a parameter that is a word.
  func text(of name: String) -> String? {
    guard case .text(let text)? = self[name] else { return nil }
    return text
  }
}

extension BenchSubject.Parameter {
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
