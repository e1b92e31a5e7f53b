internal import NodeModel

/// What only the sampler can tell or do, because the ledger is its own.
enum Question: Sendable, Equatable {
  /// The rows of a job that are not in the store yet.
  case rows(of: Owner)
}
