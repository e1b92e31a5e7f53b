/// What the sampler says to a question.
enum Answer: Sendable, Equatable {
  /// What there is of one job.
  case book(JobBook)
  /// The ledger knows no such job.
  case unknownJob
  /// The first round is not finished: there is no ledger yet.
  case notReady
}
