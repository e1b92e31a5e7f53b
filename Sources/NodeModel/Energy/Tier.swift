/// How good the source of an energy figure is, best first.
public enum Tier: UInt8, CaseIterable, Comparable, Sendable {
  /// A meter at the wall or at the power supplies' inputs.
  case wall
  /// Counters of the platform or of components.
  case components
  /// A model that was calibrated on this node.
  case calibrated
  /// A table with a published spread.
  case table
  /// A default, where nothing is known of the machine.
  case fallback

  /// The letter in rows and labels, A to E.
  public var letter: Character {
    switch self {
    case .wall: "A"
    case .components: "B"
    case .calibrated: "C"
    case .table: "D"
    case .fallback: "E"
    }
  }

  /// The quality of such a figure.
  public var quality: Quality {
    switch self {
    case .wall, .components: .measured
    case .calibrated: .modelled
    case .table, .fallback: .estimated
    }
  }

  /// Whether an instrument stands behind it.
  public var isMeasured: Bool { quality == .measured }

  /// A better tier is less.
  public static func < (left: Tier, right: Tier) -> Bool { left.rawValue < right.rawValue }
}
