internal import CLinux
internal import CSQLite
public import EnergyLedger
public import NodeModel

/// The store as readers see it, while an agent writes it or when none runs; nothing is ever changed.
///
/// One thread at a time; each reader opens its own.
public final class LedgerArchive {
  let database: SQLiteConnection

  /// Opens `ledger.sqlite` in a state directory.
  public init(in directory: String) throws(StateFailure) {
    let path = directory + "/" + LedgerSchema.name
    guard unsafe access(path, F_OK) == 0 else { throw StateFailure(errno: clinux_errno()) }
    do throws(StateFailure) {
      database = try Self.open(path, flags: SQLITE_OPEN_READONLY)
    } catch  where error == .absent || error == .denied || error == .readOnly {
      // Neither may the index of the log be made here, nor is there a log: nobody writes.
      guard unsafe access(path + "-wal", F_OK) != 0 else { throw error }
      database = try Self.open(
        "file:\(Self.escaped(path))?immutable=1", flags: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI)
    }
    guard try LedgerSchema.check(database) else {
      let form = try database.number("PRAGMA user_version")
      // One without a form is being made.
      throw form == 0 ? .busy : .older(Int(form))
    }
  }

  /// What the newest checkpoint of a state directory says, for what was not filed yet; nil without one.
  public static func checkpoint(in directory: String) -> Checkpoint? {
    CheckpointFile.newest(in: directory)
  }

  /// Rows after a position, in the order of delivery; at most `limit`.
  public func rows(after position: UInt64 = 0, limit: Int) throws(StateFailure) -> [StoredRow] {
    let query = try database.prepare(
      "\(Self.rows) WHERE row.position > ? ORDER BY row.position LIMIT ?")
    query.bind(1, position)
    query.bind(2, Int64(limit))
    return try Self.rows(query)
  }

  /// Rows of hours that begin from `start` on and before `end`, in seconds since 1970, in the order of
  /// hour, epoch and sequence.
  public func rows(from start: Int64, until end: Int64) throws(StateFailure) -> [StoredRow] {
    let query = try database.prepare(
      """
      \(Self.rows) WHERE row.hour >= ? AND row.hour < ?
      ORDER BY row.hour, row.epoch, row.sequence
      """)
    query.bind(1, start)
    query.bind(2, end)
    return try Self.rows(query)
  }

  /// All rows of an owner, in the order of hour, epoch and sequence.
  public func rows(of owner: Owner) throws(StateFailure) -> [StoredRow] {
    let query = try database.prepare(
      "\(Self.rows) WHERE row.owner = ? ORDER BY row.hour, row.epoch, row.sequence")
    query.bind(1, owner.name)
    return try Self.rows(query)
  }

  static let rows =
    "SELECT \(EnergyRow.columns) FROM row JOIN epoch ON epoch.number = row.epoch"

  private static func rows(_ query: SQLiteStatement) throws(StateFailure) -> [StoredRow] {
    var rows: [StoredRow] = []
    while try query.next() {
      rows.append(StoredRow(position: query.unsigned(0), row: try EnergyRow(from: query)))
    }
    return rows
  }

  /// The position of the last row; 0 where there is none.
  public func lastPosition() throws(StateFailure) -> UInt64 {
    UInt64(clamping: try database.number("SELECT coalesce(max(position), 0) FROM row"))
  }

  /// How far a consumer of rows has confirmed them; 0 where it never did.
  public func cursor(_ consumer: String) throws(StateFailure) -> UInt64 {
    let query = try database.prepare("SELECT position FROM cursor WHERE consumer = ?")
    query.bind(1, consumer)
    return try query.next() ? query.unsigned(0) : 0
  }

  /// The factors of carbon and cost, in the order of their times.
  public func factors() throws(StateFailure) -> [StoredFactors] {
    let query = try database.prepare("SELECT start, document FROM factors ORDER BY start")
    var factors: [StoredFactors] = []
    while try query.next() {
      factors.append(StoredFactors(start: query.integer(0), document: query.text(1) ?? ""))
    }
    return factors
  }

  /// The factors of epochs in which a command was counted by itself: all of such an epoch is formed with them.
  public func ownFactors() throws(StateFailure) -> [Epoch: StoredFactors] {
    let query = try database.prepare(
      "SELECT epoch, factors_start, factors FROM epoch WHERE factors IS NOT NULL")
    var factors: [Epoch: StoredFactors] = [:]
    while try query.next() {
      guard let epoch = query.text(0).flatMap({ Epoch($0) }), let document = query.text(2) else {
        continue
      }
      factors[epoch] = StoredFactors(start: query.integer(1), document: document)
    }
    return factors
  }

  /// By what energy was divided in each epoch, in the order of their times. Of an epoch that an older agent has filed
  /// nothing is said.
  public func divisions() throws(StateFailure) -> [StoredDivision] {
    let query = try database.prepare(
      """
      SELECT epoch.epoch, division.start, division.weight, division.reason
        FROM division JOIN epoch ON epoch.number = division.epoch ORDER BY division.start
      """)
    var divisions: [StoredDivision] = []
    while try query.next() {
      guard let epoch = query.text(0).flatMap({ Epoch($0) }), let weight = query.text(2) else {
        continue
      }
      divisions.append(
        StoredDivision(
          epoch: epoch, start: query.integer(1), weight: weight, reason: query.text(3)))
    }
    return divisions
  }

  // MARK: Jobs

  /// Jobs by a filter, in the order in which they began.
  public func jobs(_ filter: JobFilter = JobFilter()) throws(StateFailure) -> [JobRecord] {
    var jobs: [JobRecord] = []
    try visitJobs(filter) { jobs.append($0) }
    return jobs.reversed()
  }

  /// Hands on jobs by a filter one by one, those that began last first.
  func visitJobs(
    _ filter: JobFilter, _ body: (JobRecord) -> Void
  ) throws(StateFailure) {
    let query = try select(filter, skipping: 0, limit: Int64(filter.limit))
    while try query.next() { body(try JobRecord(from: query)) }
  }

  /// How many jobs that a filter fits are too many for its limit and wanted by `isCounted`.
  func count(
    beyond filter: JobFilter, where isCounted: (JobRecord) -> Bool
  ) throws(StateFailure) -> Int {
    let query = try select(filter, skipping: Int64(filter.limit), limit: -1)
    var count = 0
    while try query.next() {
      if isCounted(try JobRecord(from: query)) { count += 1 }
    }
    return count
  }

  /// Those that began last first.
  private func select(
    _ filter: JobFilter, skipping: Int64, limit: Int64
  ) throws(StateFailure) -> SQLiteStatement {
    var conditions: [(String, String?)] = [
      ("(job.end_ns IS NULL OR job.end_ns >= ?)", filter.since.map { String($0) }),
      ("job.start_ns < ?", filter.until.map { String($0) }),
      ("job.job_id = ?", filter.id),
      ("job.name GLOB ?", filter.name.map { Self.glob($0) }),
      ("job.user = ?", filter.user),
      ("job.account = ?", filter.account),
      ("job.partition = ?", filter.partition),
      ("job.manager = ?", filter.manager?.rawValue),
      ("job.state = ?", filter.state?.rawValue),
      ("NOT (job.folded AND job.energy_uj = ?)", filter.isCounted ? "0" : nil),
    ]
    for tag in filter.tags {
      conditions.append(
        (
          "EXISTS (SELECT 1 FROM json_each(job.tags) WHERE key || '=' || value GLOB ?)",
          Self.glob(tag)
        ))
    }
    let used = conditions.filter { $0.1 != nil }
    let clause = used.isEmpty ? "" : "WHERE " + used.map(\.0).joined(separator: " AND ")
    let query = try database.prepare(
      "\(Self.jobs) \(clause) ORDER BY job.start_ns DESC, job.epoch DESC, job.job_id DESC LIMIT ? OFFSET ?"
    )
    for (place, (_, value)) in used.enumerated() {
      // A text that is a number becomes one where the column is one.
      query.bind(Int32(place + 1), value)
    }
    query.bind(Int32(used.count + 1), limit)
    query.bind(Int32(used.count + 2), skipping)
    return query
  }

  /// The record of a job in an epoch; nil where none is filed.
  public func job(_ id: String, in epoch: Epoch) throws(StateFailure) -> JobRecord? {
    let query = try database.prepare("\(Self.jobs) WHERE epoch.epoch = ? AND job.job_id = ?")
    query.bind(1, epoch.description)
    query.bind(2, id)
    return try query.next() ? try JobRecord(from: query) : nil
  }

  private static let jobs =
    "SELECT \(JobRecord.columns) FROM job JOIN epoch ON epoch.number = job.epoch"

  /// Only `*` and `?` have a meaning: SQLite's brackets become themselves.
  private static func glob(_ pattern: String) -> String {
    pattern.split(separator: "[", omittingEmptySubsequences: false).joined(separator: "[[]")
  }

  // MARK: Opening

  private static func open(_ name: String, flags: Int32) throws(StateFailure) -> SQLiteConnection {
    let database = try SQLiteConnection(name, flags: flags)
    try database.execute(
      "PRAGMA query_only = ON; PRAGMA cache_size = -64; PRAGMA trusted_schema = OFF")
    // The first look at the file: until here nothing was read.
    _ = try database.number("PRAGMA schema_version")
    return database
  }

  /// A path inside a URI (RFC 3986): all but letters, digits and a few marks by their numbers.
  private static func escaped(_ path: String) -> String {
    var text = ""
    for byte in path.utf8 {
      let mark = Character(UnicodeScalar(byte))
      if mark.isASCII, mark.isLetter || mark.isNumber || "/-._~".contains(mark) {
        text.append(mark)
      } else {
        text += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
    }
    return text
  }
}
