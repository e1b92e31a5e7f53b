internal import CLinux
internal import CSQLite
internal import LinuxFiles
internal import NodeModel

/// The only writer of `ledger.sqlite`.
///
/// What `file` has returned from is safe from a power loss: a row may be forgotten elsewhere only then.
final class LedgerStore {
  private let path: String
  private let database: SQLiteConnection
  private let findEpoch: SQLiteStatement
  private let addEpoch: SQLiteStatement
  private let dropRow: SQLiteStatement
  private let addRow: SQLiteStatement
  private let putJob: SQLiteStatement
  private let putCursor: SQLiteStatement
  private let dropFactors: SQLiteStatement
  private let putFactors: SQLiteStatement
  private let putOwnFactors: SQLiteStatement
  private let dropDivisions: SQLiteStatement
  private let putDivision: SQLiteStatement
  private let endUnseen: SQLiteStatement

  /// Opens the database of a state directory, or makes it.
  init(in directory: String) throws(StateFailure) {
    path = directory + "/" + LedgerSchema.name
    try Self.make(path)
    // A soft limit for all of SQLite in this process: it gives back pages before it takes more.
    sqlite3_soft_heap_limit64(1 << 20)
    let database = try SQLiteConnection(path, flags: SQLITE_OPEN_READWRITE)
    // FULL: each commit is on the disk before rows are forgotten elsewhere. 256 kB of pages in memory, a
    // log of 1 MB, temporary tables never on the disk.
    try database.execute(
      """
      PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -256;
      PRAGMA wal_autocheckpoint = 256; PRAGMA journal_size_limit = 1048576;
      PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;
      """)
    try LedgerSchema.migrate(database)
    // Before this run files anything: what a clock says that is wrong now is no history.
    try database.execute(
      """
      INSERT OR IGNORE INTO cursor(consumer, position)
        SELECT '\(Self.believed)', \(Self.newest) WHERE \(Self.newest) > 0
      """)
    database.keepLog()
    self.database = database
    findEpoch = try database.prepare("SELECT number FROM epoch WHERE epoch = ?")
    addEpoch = try database.prepare("INSERT INTO epoch(epoch) VALUES (?)")
    dropRow = try database.prepare(
      """
      DELETE FROM row WHERE owner = ? AND hour = ? AND component = ? AND epoch = ? AND revision < ?
      """)
    addRow = try database.prepare(
      """
      INSERT OR IGNORE INTO row(epoch, owner, component, hour, sequence, revision, tiers,
        full_uj, dynamic_uj, low_uj, high_uj) VALUES (?,?,?,?,?,?,?,?,?,?,?)
      """)
    putJob = try database.prepare(
      """
      INSERT OR REPLACE INTO job(epoch, job_id, name, manager, user, account, tags, start_ns,
        end_ns, state, tier, full_uj, dynamic_uj, energy_uj, dynamic_energy_uj, low_uj, high_uj,
        carbon_ug, market_carbon_ug, embodied_carbon_ug, cost_millionths, currency,
        reserved_core_ms, reserved_mebibyte_ms, partition, read_bytes, written_bytes, folded, parts,
        cpu_ns)
        VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
      """)
    putCursor = try database.prepare(
      "INSERT OR REPLACE INTO cursor(consumer, position) VALUES (?, ?)")
    // A slot has the factors of its beginning: others than those that stand hold from the next one on, and
    // what was to hold from there does not any more.
    dropFactors = try database.prepare("DELETE FROM factors WHERE start = ?1 + ?2")
    putFactors = try database.prepare(
      """
      INSERT INTO factors(start, document)
        SELECT CASE WHEN EXISTS (SELECT 1 FROM factors) THEN ?1 + ?3 ELSE ?1 END, ?2
        WHERE ?2 IS NOT (SELECT document FROM factors ORDER BY start DESC LIMIT 1)
      """)
    putOwnFactors = try database.prepare(
      "UPDATE epoch SET factors_start = ?, factors = ? WHERE number = ?")
    // What a clock that was ahead has said of a time to come does not hold from there.
    dropDivisions = try database.prepare("DELETE FROM division WHERE epoch = ? AND start > ?")
    putDivision = try database.prepare(
      """
      INSERT OR REPLACE INTO division(epoch, start, weight, reason) SELECT ?1, ?2, ?3, ?4
        WHERE NOT EXISTS (SELECT 1 FROM (SELECT weight, reason FROM division
          WHERE epoch = ?1 ORDER BY start DESC LIMIT 1) WHERE weight = ?3 AND reason IS ?4)
      """)
    endUnseen = try database.prepare(
      """
      UPDATE job SET state = 'ended', end_ns = max(start_ns, ?2)
        WHERE epoch = ?1 AND state = 'running'
      """)
  }

  /// Makes an empty file with the mode that SQLite then gives to those beside it. One that is there is not
  /// opened: to close it again would end all locks that this process has on it (fcntl(2)).
  private static func make(_ path: String) throws(StateFailure) {
    var status = stat()
    if unsafe lstat(path, &status) == 0 {
      guard Int32(status.st_mode) & S_IFMT == S_IFREG else { throw .damaged }
      return
    }
    do throws(SystemError) {
      _ = try FileDescriptor(opening: path, flags: O_RDWR | O_CREAT | O_EXCL, mode: 0o640)
    } catch {
      throw StateFailure(error)
    }
  }

  /// Writes all of it, and returns when it is safe.
  func file(_ filing: Filing) throws(StateFailure) {
    try database.transaction { () throws(StateFailure) in
      var numbers: [Epoch: Int64] = [:]
      for row in filing.rows {
        let epoch = try number(of: row.epoch, known: &numbers)
        dropRow.bind(1, row.owner.name)
        dropRow.bind(2, row.hour)
        dropRow.bind(3, row.component.word)
        dropRow.bind(4, epoch)
        dropRow.bind(5, row.revision)
        try dropRow.run()
        row.bind(to: addRow, epoch: epoch)
        try addRow.run()
      }
      // First: those of them that run are filed so again.
      if let unseen = filing.unseen {
        endUnseen.bind(1, try number(of: unseen.epoch, known: &numbers))
        endUnseen.bind(2, unseen.time)
        try endUnseen.run()
      }
      for job in filing.jobs {
        job.bind(to: putJob, epoch: try number(of: job.epoch, known: &numbers))
        try putJob.run()
      }
      for (consumer, position) in filing.cursors {
        putCursor.bind(1, consumer)
        putCursor.bind(2, position)
        try putCursor.run()
      }
      for factors in filing.factors {
        dropFactors.bind(1, factors.start)
        dropFactors.bind(2, HourSlots.seconds)
        try dropFactors.run()
        putFactors.bind(1, factors.start)
        putFactors.bind(2, factors.document)
        putFactors.bind(3, HourSlots.seconds)
        try putFactors.run()
      }
      for (epoch, factors) in filing.ownFactors {
        putOwnFactors.bind(1, factors.start)
        putOwnFactors.bind(2, factors.document)
        putOwnFactors.bind(3, try number(of: epoch, known: &numbers))
        try putOwnFactors.run()
      }
      for division in filing.divisions {
        let epoch = try number(of: division.epoch, known: &numbers)
        dropDivisions.bind(1, epoch)
        dropDivisions.bind(2, division.start)
        try dropDivisions.run()
        putDivision.bind(1, epoch)
        putDivision.bind(2, division.start)
        putDivision.bind(3, division.weight)
        putDivision.bind(4, division.reason)
        try putDivision.run()
      }
      if let epoch = filing.epoch { try loseJobs(before: number(of: epoch, known: &numbers)) }
    }
  }

  private func number(
    of epoch: Epoch, known: inout [Epoch: Int64]
  ) throws(StateFailure) -> Int64 {
    if let number = known[epoch] { return number }
    findEpoch.bind(1, epoch.description)
    var number: Int64 = 0
    while try findEpoch.next() { number = findEpoch.integer(0) }
    if number == 0 {
      addEpoch.bind(1, epoch.description)
      try addEpoch.run()
      number = try database.number("SELECT last_insert_rowid()")
    }
    known[epoch] = number
    return number
  }

  /// Nobody will say any more how jobs of other epochs ended: what is known is when they were last seen.
  private func loseJobs(before epoch: Int64) throws(StateFailure) {
    try database.execute(
      """
      UPDATE job SET state = 'lost', end_ns = coalesce(end_ns, start_ns)
        WHERE state = 'running' AND epoch <> \(epoch)
      """)
  }

  /// How many rows or jobs are deleted at most in one transaction.
  private static let portion = 5000

  /// In `cursor`: the time that is believed, in seconds since 1970 (`Expiry`).
  private static let believed = "expiry clock"
  /// When the newest of what is kept was, in seconds since 1970; 0 where nothing is.
  private static let newest = """
    max(coalesce((SELECT max(hour) + 3600 FROM row), 0),
      coalesce((SELECT max(end_ns) / 1000000000 FROM job), 0))
    """

  /// Forgets what is too old by a clock that is believed.
  func expire(_ expiry: Expiry) throws(StateFailure) {
    func seconds(_ query: String) throws(StateFailure) -> UInt64? {
      let seconds = UInt64(clamping: try database.number(query))
      return seconds > 0 ? seconds.multipliedReportingOverflow(by: 1_000_000_000).partialValue : nil
    }
    let last = try seconds(
      "SELECT coalesce(max(position), 0) FROM cursor WHERE consumer = '\(Self.believed)'")
    let newest = try seconds("SELECT " + Self.newest)
    if last != nil || newest != nil {
      putCursor.bind(1, Self.believed)
      putCursor.bind(2, expiry.kept(after: last, newest: newest) / 1_000_000_000)
      try putCursor.run()
    }
    let believed = expiry.believed(after: last, newest: newest)
    try expire(before: expiry.horizon(of: believed), keeping: expiry.epoch)
  }

  /// Deletes rows of hours and jobs that ended before a time, in nanoseconds since 1970, at most some
  /// thousands of each at once; and epochs of which nothing is left, but for the last one and `epoch`.
  func expire(before time: UInt64, keeping epoch: Epoch? = nil) throws(StateFailure) {
    try database.execute(
      """
      DELETE FROM row WHERE position IN (
        SELECT position FROM row WHERE hour < \(Int64(clamping: time / 1_000_000_000))
        ORDER BY hour LIMIT \(Self.portion));
      DELETE FROM job WHERE (epoch, job_id) IN (
        SELECT epoch, job_id FROM job WHERE end_ns < \(Int64(clamping: time))
        ORDER BY end_ns LIMIT \(Self.portion));
      DELETE FROM division WHERE start < (
        SELECT max(later.start) FROM division AS later WHERE later.epoch = division.epoch
        AND later.start <= \(Int64(clamping: time / 1_000_000_000)));
      DELETE FROM division WHERE \(Int64(clamping: time / 1_000_000_000)) > (
          SELECT max(later.start) FROM division AS later WHERE later.epoch = division.epoch)
        AND epoch NOT IN (SELECT epoch FROM row) AND epoch NOT IN (SELECT epoch FROM job)
        AND epoch < (SELECT max(number) FROM epoch);
      DELETE FROM factors WHERE start < (
        SELECT max(later.start) FROM factors AS later
        WHERE later.start <= \(Int64(clamping: time / 1_000_000_000)));
      UPDATE epoch SET factors = NULL, factors_start = NULL
        WHERE factors IS NOT NULL AND number NOT IN (SELECT epoch FROM row)
        AND number NOT IN (SELECT epoch FROM job);
      DELETE FROM epoch WHERE number < (SELECT max(number) FROM epoch)
        AND epoch <> '\(epoch?.description ?? "")'
        AND number NOT IN (SELECT epoch FROM division) AND number NOT IN (SELECT epoch FROM job)
        AND number NOT IN (SELECT epoch FROM row);
      """)
  }

  /// Bytes of the database, its log not counted.
  var bytes: UInt64 {
    let pages = (try? database.number("PRAGMA page_count")) ?? 0
    let size = (try? database.number("PRAGMA page_size")) ?? 0
    return UInt64(clamping: pages * size)
  }
}
