/// What is printed of a job beside figures; nil where no node says it.
///
/// It belongs to the job and not to its part on a node: what one of its nodes does not know, another one tells.
public struct JobFacts: Sendable, Equatable {
  /// What people call it.
  public private(set) var name: String
  /// Who started it.
  public private(set) var manager: String
  /// Whose it is.
  public private(set) var user: String?
  /// On whose account it ran.
  public private(set) var account: String?
  /// The tag `team`.
  public private(set) var team: String?
  /// The tag `project`.
  public private(set) var project: String?
  /// When whoever said it last saw the job, in nanoseconds since 1970.
  private var seen: UInt64

  init(_ job: borrowing FleetJob) {
    name = job.name
    manager = job.manager
    user = job.user
    account = job.account
    team = job.tag("team")
    project = job.tag("project")
    seen = job.lastSeen
  }

  /// Writes all of it. It was mostly seen last when the job ended.
  func pack(into record: inout RecordWriter, _ names: inout JobNames, end: UInt64?) {
    record.add(name)
    for word in [manager, user, account, team, project] { record.add(names.number(of: word)) }
    record.addOptional(seen == end ? nil : seen)
  }

  /// Reads what `pack` wrote.
  init(from record: inout RecordReader, _ names: borrowing JobNames, end: UInt64?) {
    name = record.text()
    manager = names.word(record.count()) ?? ""
    user = names.word(record.count())
    account = names.word(record.count())
    team = names.word(record.count())
    project = names.word(record.count())
    seen = record.optional() ?? end ?? .max
  }

  /// Hears another node, or another epoch: who saw the job last is believed, of two at the same time who was heard
  /// first. What that one does not say the others do.
  mutating func add(_ job: borrowing FleetJob) {
    let other = JobFacts(job)
    var (first, second) = (self, other)
    if other.seen > seen { swap(&first, &second) }
    first.user = first.user ?? second.user
    first.account = first.account ?? second.account
    first.team = first.team ?? second.team
    first.project = first.project ?? second.project
    self = first
  }
}

extension FleetJob {
  /// Its end; of one that runs, later than any.
  var lastSeen: UInt64 { end ?? .max }
}
