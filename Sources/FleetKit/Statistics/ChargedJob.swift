/// What charges say of a job: it belongs to the job and not to its part on a node.
struct ChargedJob: Sendable, Equatable {
  /// What people call it.
  private(set) var name: String
  /// Whose it is; nil where no node knows.
  private(set) var user: String?
  /// On whose account it ran.
  private(set) var account: String?
  /// Those of who saw it last, ordered by key, and behind them what the others have beside.
  private(set) var tags: [(key: String, value: String)]
  /// When whoever said it last saw the job, in nanoseconds since 1970.
  private var seen: UInt64

  init(_ job: borrowing FleetJob) {
    name = job.name
    user = job.user
    account = job.account
    tags = job.tags
    seen = job.end ?? .max
  }

  /// Reads what `pack` wrote.
  init(from record: inout RecordReader) {
    name = record.text()
    user = record.optionalText()
    account = record.optionalText()
    seen = record.number()
    let count = record.count()
    tags = []
    tags.reserveCapacity(count)
    for _ in 0..<count { tags.append((record.text(), record.text())) }
  }

  /// Writes all of it.
  func pack(into record: inout RecordWriter) {
    record.add(name)
    record.addOptional(user)
    record.addOptional(account)
    record.add(seen)
    record.add(tags.count)
    for tag in tags {
      record.add(tag.key)
      record.add(tag.value)
    }
  }

  /// The value of a tag.
  func tag(_ key: String) -> String? { tags.first { $0.key == key }?.value }

  /// The same rule for all that is said of a job: see `JobFacts.add`.
  func joined(with other: ChargedJob) -> ChargedJob {
    let isOlder = other.seen > seen
    var first = isOlder ? other : self
    let second = isOlder ? self : other
    first.user = first.user ?? second.user
    first.account = first.account ?? second.account
    for tag in second.tags where first.tag(tag.key) == nil { first.tags.append(tag) }
    return first
  }

  /// Whether both say the same.
  static func == (left: ChargedJob, right: ChargedJob) -> Bool {
    left.name == right.name && left.user == right.user && left.account == right.account
      && left.seen == right.seen && left.tags.elementsEqual(right.tags) { $0 == $1 }
  }
}
