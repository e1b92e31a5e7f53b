internal import NodeModel

/// What the sampler says to a question.
enum Answer: Sendable, Equatable {
  /// Rows of one owner: closed ones that nobody has acknowledged, then those of the hour that runs.
  case rows([EnergyRow])
  /// The ledger knows no such job.
  case unknownJob
  /// The first round is not finished: there is no ledger yet.
  case notReady
}
