internal import Exporters

/// Why there is no report.
public enum ReportRefusal: Error, Equatable, CustomStringConvertible {
  /// The store has never had a row at that position: it is not the one that was asked before.
  case beyond(UInt64, last: UInt64)
  /// The store cannot be read.
  case state(StateFailure)

  /// One line for people.
  public var description: String {
    switch self {
    case .beyond(let position, let last):
      "\(UnknownPosition.words(position)) the last is \(last): the store is a new one; "
        + "ask without after"
    case .state(let failure): "the store cannot be read: \(failure.word)"
    }
  }
}
