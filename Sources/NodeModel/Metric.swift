/// One family of series: a name, what it means, and by the name's ending its kind and unit.
///
/// Names follow the Prometheus naming rules: base units, `_total` on counters, `_info` on series
/// whose labels are the message.
public struct Metric: Sendable {
  /// What a value of the family is.
  public enum Kind: Sendable {
    case counter, gauge, info
  }

  /// The full name as the Prometheus text format prints it.
  public let name: StaticString
  /// One line for people.
  public let help: StaticString

  /// Declares a family. The kind follows from the name: `_total` counts, `_info` informs.
  public init(_ name: StaticString, _ help: StaticString) {
    self.name = name
    self.help = help
  }

  /// The kind, by the ending of the name.
  public var kind: Kind {
    if name.hasSuffix("_total") { return .counter }
    if name.hasSuffix("_info") { return .info }
    return .gauge
  }

  /// The base unit, where the name ends in one (before `_total`); nil for plain numbers.
  public var unit: String? {
    var words = name.description.split(separator: "_")
    if words.last == "total" { words.removeLast() }
    guard words.count > 2, let last = words.last.map(String.init) else { return nil }
    return Self.units.contains(last) ? last : nil
  }

  private static let units: Set<String> = [
    "seconds", "bytes", "joules", "watts", "volts", "amperes", "celsius", "ratio", "rpm", "hertz",
    "grams", "lanes", "packets", "meters",
  ]
}

extension Metric: Hashable {
  /// Two declarations of one name are one family.
  public static func == (left: Metric, right: Metric) -> Bool {
    left.name.description == right.name.description
  }

  /// Feeds the name.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name.description)
  }
}

extension StaticString {
  /// Whether the text ends in `suffix`, compared byte by byte.
  func hasSuffix(_ suffix: StaticString) -> Bool {
    description.hasSuffix(suffix.description)
  }
}
