/// What the sampler says to a question.
enum Answer: Sendable, Equatable {
  /// What there is of one job.
  case book(JobBook)
  /// Jobs on the page that have parts, and these.
  case parts([PartBook])
  /// What there is for a report.
  case report(ReportBook)
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
