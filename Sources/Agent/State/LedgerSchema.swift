/// The tables of `ledger.sqlite`, and how an older form becomes today's.
enum LedgerSchema {
  static let name = "ledger.sqlite"
  /// What belongs to it beside it.
  static let endings = ["-wal", "-shm"]
  /// "prbl" in ASCII: SQLite's `application_id`, which says whose database this is.
  static let application: Int64 = 0x7072_626C

  /// What leads from each form (SQLite's `user_version`) to the next.
  static let steps = [
    """
    CREATE TABLE epoch(number INTEGER PRIMARY KEY, epoch TEXT NOT NULL UNIQUE);
    CREATE TABLE row(
      position INTEGER PRIMARY KEY AUTOINCREMENT,
      epoch INTEGER NOT NULL REFERENCES epoch(number),
      owner TEXT NOT NULL, component TEXT NOT NULL, hour INTEGER NOT NULL,
      sequence INTEGER NOT NULL, revision INTEGER NOT NULL, tiers TEXT NOT NULL,
      full_uj TEXT NOT NULL, dynamic_uj TEXT NOT NULL,
      low_uj INTEGER NOT NULL, high_uj INTEGER NOT NULL);
    CREATE UNIQUE INDEX row_key ON row(owner, hour, component, epoch);
    CREATE INDEX row_hour ON row(hour, epoch, sequence);
    CREATE TABLE job(
      epoch INTEGER NOT NULL REFERENCES epoch(number), job_id TEXT NOT NULL,
      name TEXT NOT NULL, manager TEXT NOT NULL, user TEXT, account TEXT, tags TEXT NOT NULL,
      start_ns INTEGER NOT NULL, end_ns INTEGER, state TEXT NOT NULL, tier TEXT NOT NULL,
      full_uj TEXT NOT NULL, dynamic_uj TEXT NOT NULL,
      energy_uj INTEGER NOT NULL, dynamic_energy_uj INTEGER NOT NULL,
      low_uj INTEGER NOT NULL, high_uj INTEGER NOT NULL,
      PRIMARY KEY (epoch, job_id)) WITHOUT ROWID;
    CREATE INDEX job_start ON job(start_ns);
    CREATE INDEX job_end ON job(end_ns);
    CREATE TABLE cursor(consumer TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID;
    """,
    // Carbon and cost of jobs, and the factors that they are formed with.
    """
    ALTER TABLE job ADD COLUMN carbon_ug INTEGER;
    ALTER TABLE job ADD COLUMN market_carbon_ug INTEGER;
    ALTER TABLE job ADD COLUMN embodied_carbon_ug INTEGER;
    ALTER TABLE job ADD COLUMN cost_millionths INTEGER;
    ALTER TABLE job ADD COLUMN currency TEXT;
    ALTER TABLE job ADD COLUMN reserved_core_ms INTEGER;
    ALTER TABLE job ADD COLUMN reserved_mebibyte_ms INTEGER;
    CREATE TABLE factors(start INTEGER PRIMARY KEY, document TEXT NOT NULL);
    """,
    // A reservation that nobody knew was kept as 0.
    """
    UPDATE job SET reserved_core_ms = nullif(reserved_core_ms, 0),
      reserved_mebibyte_ms = nullif(reserved_mebibyte_ms, 0);
    """,
    // A partition of Slurm was among the tags. What a command was counted with alone belongs to its epoch.
    """
    ALTER TABLE job ADD COLUMN partition TEXT;
    ALTER TABLE job ADD COLUMN read_bytes INTEGER;
    ALTER TABLE job ADD COLUMN written_bytes INTEGER;
    UPDATE job SET partition = json_extract(tags, '$.partition'),
      tags = json_remove(tags, '$.partition')
      WHERE manager = 'slurm' AND json_extract(tags, '$.partition') IS NOT NULL;
    ALTER TABLE epoch ADD COLUMN factors_start INTEGER;
    ALTER TABLE epoch ADD COLUMN factors TEXT;
    """,
    // A job beyond `jobs.limit` has no energy of its own; until then it was filed with 0, as running, and its end not
    // at all.
    """
    ALTER TABLE job ADD COLUMN folded INTEGER NOT NULL DEFAULT 0;
    UPDATE job SET folded = 1 WHERE state = 'running' AND full_uj = '{}';
    CREATE TABLE division(
      epoch INTEGER NOT NULL REFERENCES epoch(number), start INTEGER NOT NULL,
      weight TEXT NOT NULL, reason TEXT, PRIMARY KEY (epoch, start)) WITHOUT ROWID;
    """,
    // Steps and containers, as JSON.
    "ALTER TABLE job ADD COLUMN parts TEXT;",
    // CPU time, which nobody knows of jobs until then. What follows from a reservation was 0 where nobody knew that.
    """
    ALTER TABLE job ADD COLUMN cpu_ns INTEGER;
    UPDATE job SET cost_millionths = nullif(cost_millionths, 0) WHERE reserved_core_ms IS NULL;
    UPDATE job SET embodied_carbon_ug = nullif(embodied_carbon_ug, 0)
      WHERE reserved_core_ms IS NULL AND reserved_mebibyte_ms IS NULL;
    """,
  ]

  /// Today's form.
  static var version: Int64 { Int64(steps.count) }

  /// Brings a database to today's form; one that is empty gets its tables. One that is newer, or somebody
  /// else's, is left as it is and refused.
  static func migrate(_ database: SQLiteConnection) throws(StateFailure) {
    let form = try database.number("PRAGMA user_version")
    let tables = try database.number("SELECT count(*) FROM sqlite_master")
    if form == 0, tables == 0 {
      try database.execute("PRAGMA application_id = \(application)")
    }
    let upToDate = try check(database)
    if upToDate { return }
    for step in Int(form)..<steps.count {
      try database.transaction { () throws(StateFailure) in
        try database.execute(steps[step])
        try database.execute("PRAGMA user_version = \(step + 1)")
      }
    }
  }

  /// Whether a database has today's form; one that is newer, or somebody else's, is refused.
  static func check(_ database: SQLiteConnection) throws(StateFailure) -> Bool {
    guard try database.number("PRAGMA application_id") == application else { throw .damaged }
    let form = try database.number("PRAGMA user_version")
    guard form <= version else { throw .newer(Int(form)) }
    guard form >= 0 else { throw .damaged }
    return form == version
  }
}
