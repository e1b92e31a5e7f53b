internal import Footprint
internal import NodeModel
internal import Probes

/// A command that was announced, until its end.
struct Command {
  /// Its `job_id`.
  let id: String
  /// Whose it is.
  let uid: UInt32
  /// That user's name, or the number.
  let user: String
  /// What was said about it.
  let request: CommandRequest
  /// Who announced it.
  let announcer: Peer
  /// The process that did; nil where it is not to be seen.
  let holder: ProcessTree?
  /// Where its CPU time is read; nil where it is counted as every other job.
  let time: CommandTime?
  /// The `job_id` of the job that it is inside of; nil where it is one of its own.
  let outer: String?
  /// When it was announced, in nanoseconds since 1970.
  let start: UInt64
  /// CPU time by `time` when it was read last, in nanoseconds; it never goes down.
  var total: UInt64 = 0
  /// Whether a round was recorded since it was announced: the first one ends as it begins.
  var isRecorded = false
  /// Its part of `outer`, and the carbon and cost of that.
  var share: CommandShare?
  var footprint = FootprintSums()
  /// The node's energy when it began.
  var node = CommandReport.NodeEnergy(energy: 0, low: 0, high: 0)
  /// Its end was asked for: who asked takes the report.
  var isEnding = false
  /// It has ended.
  var isOver = false
  /// Boot time since which its group has been empty, in nanoseconds.
  var emptySince: UInt64?

  /// Fills in what was said about the job.
  func describe(_ record: inout JobRecord) {
    record.name = request.name
    record.tags = request.tags
    record.user = user
  }
}
