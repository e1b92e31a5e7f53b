/// What one series says in one snapshot.
public enum Value: Sendable, Equatable {
  /// Nothing is known: the series does not stand on the page. Never shown as 0.
  case absent
  /// A measured quantity in its base unit.
  case real(Double)
  /// An exact number of things.
  case count(UInt64)
  /// An exact number of millionths of the base unit, such as microjoules.
  case micro(UInt64)

  /// The nearest double; nil where nothing is known.
  public var double: Double? {
    switch self {
    case .absent: nil
    case .real(let value): value
    case .count(let value): Double(value)
    case .micro(let value): Double(value) / 1e6
    }
  }
}
