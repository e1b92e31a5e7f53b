internal import NodeModel

/// What only the sampler can tell or do, because the ledger is its own.
enum Question: Sendable, Equatable {
  /// What there is of a job that is not in the store yet.
  case book(of: Owner)
  /// The parts of all jobs on the page.
  case parts
  /// What there is for a report that is not in the store yet.
  case report
  /// A command is about to start and is to be a job.
  case begin(CommandRequest, Peer)
  /// The command of the job with this `job_id` has ended.
  case end(String, Peer)
}
