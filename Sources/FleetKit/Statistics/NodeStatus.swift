/// How a node is, better first.
public enum NodeStatus: UInt8, Sendable, CaseIterable, Comparable {
  /// Nothing is known against it.
  case good
  /// Its last hour is missing: nobody knows how it is.
  case silent
  /// It works, but something is not as it should be.
  case warning
  /// Something breaks or is lost now.
  case critical

  /// The word in documents.
  public var word: String {
    switch self {
    case .good: "good"
    case .silent: "silent"
    case .warning: "warning"
    case .critical: "critical"
    }
  }

  /// Better is less.
  public static func < (left: NodeStatus, right: NodeStatus) -> Bool {
    left.rawValue < right.rawValue
  }
}
