internal import NodeModel
internal import Probes

/// A command that was announced, while it is a job.
struct Command {
  /// Its `job_id`.
  let id: String
  /// Whose it is.
  let uid: UInt32
  /// That user's name; nil where nobody knows it.
  let user: String?
  /// What was said about it.
  let request: CommandRequest
  /// The process that announced it; nil where it is not to be seen.
  let holder: ProcessTree?
  /// CPU time of its processes when they were read last, in nanoseconds; it never goes down.
  var total: UInt64 = 0
  /// The node's energy when it began.
  var node = CommandReport.NodeEnergy(energy: 0, low: 0, high: 0)
  /// Its end was asked for: who asked takes the report.
  var isEnding = false
  /// Rounds for which its group was seen empty.
  var emptyRounds = 0

  /// Whether it is told by its processes and not by a group.
  var isTree: Bool {
    if case .process = request.place { true } else { false }
  }

  /// Fills in what was said about the job.
  func describe(_ record: inout JobRecord) {
    record.name = request.name
    record.tags = request.tags
    if let user { record.user = user }
  }
}
