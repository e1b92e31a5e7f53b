/// Where energy goes that no job caused.
public enum Bucket: UInt8, CaseIterable, Sendable {
  /// The kernel, daemons and the agent itself.
  case system
  /// Idle energy of what nobody reserved.
  case unallocated
  /// Flowed while nobody looked.
  case gap
  /// Energy of the whole node from rounds in which a component could not be read.
  case residualOver
  /// Handed out beyond the measured energy of the node; it counts negative.
  case residualUnder

  /// The word in rows and labels.
  public var word: String {
    switch self {
    case .system: "system"
    case .unallocated: "unallocated"
    case .gap: "gap"
    case .residualOver: "residual_over"
    case .residualUnder: "residual_under"
    }
  }
}
