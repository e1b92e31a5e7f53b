public import NodeModel

/// The ways to know what the node draws, best first.
public enum Rung: UInt8, CaseIterable, Comparable, Sendable {
  /// Meters at the wall.
  case wall
  /// The platform's own sum.
  case psys
  /// The sum of what components count.
  case components
  /// A model that was calibrated on this node.
  case calibrated
  /// A table of machines like this one.
  case table
  /// A default.
  case fallback

  /// The word on pages and in logs.
  public var word: String {
    switch self {
    case .wall: "wall"
    case .psys: "psys"
    case .components: "components"
    case .calibrated: "calibrated"
    case .table: "table"
    case .fallback: "fallback"
    }
  }

  /// How good a figure from here is.
  public var tier: Tier {
    switch self {
    case .wall: .wall
    case .psys, .components: .components
    case .calibrated: .calibrated
    case .table: .table
    case .fallback: .fallback
    }
  }

  /// A better rung is less.
  public static func < (left: Rung, right: Rung) -> Bool { left.rawValue < right.rawValue }
}
