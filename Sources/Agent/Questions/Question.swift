internal import NodeModel

/// What only the sampler can tell or do, because the ledger is its own.
enum Question: Sendable, Equatable {
  /// What there is of a job that is not in the store yet.
  case book(of: Owner)
}
