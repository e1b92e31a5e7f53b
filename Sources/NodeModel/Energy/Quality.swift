/// How a value came about.
public enum Quality: UInt8, CaseIterable, Sendable {
  /// Read from an instrument.
  case measured
  /// Computed from measured values.
  case derived
  /// By a model that was fitted on this node.
  case modelled
  /// By a table or a default.
  case estimated

  /// The word in documents.
  public var word: String {
    switch self {
    case .measured: "measured"
    case .derived: "derived"
    case .modelled: "modelled"
    case .estimated: "estimated"
    }
  }
}
