internal import EnergyLedger
internal import NodeModel

/// What the sampler says to a question.
enum Answer: Sendable, Equatable {
  /// Rows of one job: closed ones that nobody has acknowledged, then those of the hour that runs. With what
  /// the ledger says of all its rows at the same instant; nil where it has left the page.
  case rows([EnergyRow], Epoch, OwnerTotals?)
  /// The command is a job with this `job_id`.
  case begun(String)
  /// The command's job has ended.
  case ended(CommandReport)
  /// What was asked for is not done.
  case refused(CommandRefusal)
  /// The ledger knows no such job.
  case unknownJob
  /// The first round is not finished: there is no ledger yet.
  case notReady
}
