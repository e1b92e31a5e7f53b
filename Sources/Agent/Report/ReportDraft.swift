internal import EnergyLedger
internal import Exporters
internal import NodeModel

/// A report while it is gathered: rows of the store, then those that are not in it yet, and what belongs to their
/// time.
///
/// A row that goes from the ledger to the store meanwhile is met twice and taken once.
struct ReportDraft {
  private struct Key: Hashable {
    let epoch: Epoch
    let owner: Owner
    let component: EnergyComponent
    let hour: Int64

    init(_ row: EnergyRow) {
      (epoch, owner, component, hour) = (row.epoch, row.owner, row.component, row.hour)
    }
  }

  /// The most jobs of a report, the latest.
  private static let mostJobs = 20_000
  /// So many parts stand by themselves in all, so that they take a megabyte and not a hundred.
  private static let mostParts = 8192
  private static let hourSeconds: Int64 = 3600

  private let book: ReportBook
  /// Rows of the book that are not in the report yet.
  private var unfiled: [Key: EnergyRow] = [:]
  private let firstUnfiledHour: Int64
  private var hours: ClosedRange<Int64>?
  /// When the first of the epochs began that have rows in the first hour, in nanoseconds since 1970.
  private var firstBeginning: UInt64 = .max

  var report = NodeReport()
  /// The position of the last row of the store that is in it, or after which it begins.
  private(set) var position: UInt64 = 0
  /// Whether rows of the store follow.
  private(set) var isCut = false
  /// In the order in which they began.
  private(set) var jobs: [JobRecord] = []
  /// So many parts of each job stand by themselves; of very many jobs fewer.
  private(set) var partsOfJob = 8
  /// How many do in all.
  private var parts = 0
  /// Jobs of the interval that the store knows and the report does not name, because they are too many.
  private(set) var jobsLeftOut = 0
  /// Those in force, in the order of their times.
  private(set) var factors: [ReportFactors] = []

  init(_ book: ReportBook) {
    self.book = book
    firstUnfiledHour = book.rows.map(\.hour).min() ?? .max
    for row in book.rows { unfiled[Key(row)] = row }
  }

  /// The beginning of the first hour of which there are rows, or when within it the agent began, in nanoseconds since
  /// 1970; the end where there is none.
  var start: UInt64 {
    guard let hours else { return end }
    let hour = Self.nanoseconds(hours.lowerBound)
    // A clock that was set back has rows of hours before its epoch.
    let isWithin = firstBeginning < Self.nanoseconds(hours.lowerBound + Self.hourSeconds)
    return min(end, isWithin ? max(hour, firstBeginning) : hour)
  }

  /// When the last round was, in nanoseconds since 1970; where rows follow, the end of the last hour.
  var end: UInt64 {
    guard isCut, let hours else { return book.time }
    return min(book.time, Self.nanoseconds(hours.upperBound + Self.hourSeconds))
  }

  private static func nanoseconds(_ seconds: Int64) -> UInt64 {
    UInt64(clamping: seconds).multipliedReportingOverflow(by: 1_000_000_000).partialValue
  }

  /// Gathers a page; without a store what is not filed.
  mutating func read(_ page: ReportPage, from archive: LedgerArchive?) throws(StateFailure) {
    if let archive { try readRows(page, archive) }
    if !isCut {
      for row in book.rows where unfiled[Key(row)] != nil { add(row) }
    }
    try readJobs(archive)
    try readFactors(archive)
  }

  // MARK: Rows

  private mutating func readRows(
    _ page: ReportPage, _ archive: LedgerArchive
  ) throws(StateFailure) {
    var first = Int64.min
    switch page.start {
    case .hours(let hours):
      let now = Int64(clamping: book.time / 1_000_000_000)
      first = now - now % Self.hourSeconds - Self.hourSeconds * Int64(hours)
      position = try archive.position(before: first)
    case .position(let after): position = after
    }
    isCut = try archive.visitRows(after: position, from: first, limit: page.limit) { take($0) }
  }

  private mutating func take(_ stored: StoredRow) {
    position = stored.position
    guard stored.row.hour >= firstUnfiledHour,
      let newer = unfiled.removeValue(forKey: Key(stored.row)),
      newer.revision > stored.row.revision
    else { return add(stored.row) }
    add(newer)
  }

  private mutating func add(_ row: EnergyRow) {
    let known = hours ?? row.hour...row.hour
    // Of an epoch of which nobody knows when it began, the hour counts.
    let beginning = book.beginnings[row.epoch] ?? 0
    if row.hour < known.lowerBound || hours == nil {
      firstBeginning = beginning
    } else if row.hour == known.lowerBound {
      firstBeginning = min(firstBeginning, beginning)
    }
    hours = min(known.lowerBound, row.hour)...max(known.upperBound, row.hour)
    report.add(row)
  }

  // MARK: What belongs to their time

  private mutating func readJobs(_ archive: LedgerArchive?) throws(StateFailure) {
    let (start, end) = (start, end)
    for job in book.jobs
    where job.start <= end && (job.end.map { $0 >= start } ?? true) {
      add(job)
    }
    var known = Set(jobs.map { JobKey($0) })
    var filter = JobFilter()
    filter.since = start
    filter.until = end + 1
    // What is counted with others is in `other`.
    filter.isCounted = true
    filter.limit = Self.mostJobs
    var stored = 0
    try archive?.visitJobs(filter) { filed in
      stored += 1
      guard known.insert(JobKey(filed)).inserted else { return }
      add(book.checkpoint.map { filed.current(in: $0) } ?? filed)
    }
    if stored == filter.limit, let archive {
      jobsLeftOut = try archive.count(beyond: filter) { !known.contains(JobKey($0)) }
    }
    jobs.sort { ($0.start, $0.id) < ($1.start, $1.id) }
  }

  /// Takes a job in, and of all fewer parts where they are too many. How many are left does not depend on the order.
  private mutating func add(_ job: JobRecord) {
    var job = job
    job.parts = job.parts?.folded(to: partsOfJob)
    parts += job.parts?.named.count ?? 0
    jobs.append(job)
    while parts > Self.mostParts {
      partsOfJob -= 1
      parts = 0
      for place in jobs.indices {
        jobs[place].parts = jobs[place].parts?.folded(to: partsOfJob)
        parts += jobs[place].parts?.named.count ?? 0
      }
    }
  }

  private struct JobKey: Hashable {
    let epoch: Epoch
    let id: String

    init(_ record: JobRecord) {
      (epoch, id) = (record.epoch, record.id)
    }
  }

  private mutating func readFactors(_ archive: LedgerArchive?) throws(StateFailure) {
    var all =
      try archive?.factors().map {
        ReportFactors(since: $0.start, document: $0.document)
      } ?? []
    // Of a time of which no agent has said any, a command may have.
    let first = all.first?.since ?? .max
    let own = try book.ownFactors + (archive?.ownFactors().map(\.value) ?? [])
    all =
      own.filter { $0.start < first }.sorted { ($0.start, $0.document) < ($1.start, $1.document) }
      .map { ReportFactors(since: $0.start, document: $0.document) } + all
    // The store says from when on: what it has not got yet is news.
    if let now = book.factors, all.last?.document != now.document {
      all.removeAll { $0.since >= now.start }
      all.append(ReportFactors(since: now.start, document: now.document))
    }
    factors = ReportFactors.inForce(
      all, from: Int64(clamping: start / 1_000_000_000),
      until: Int64(clamping: end / 1_000_000_000))
  }
}
