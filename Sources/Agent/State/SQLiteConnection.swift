internal import CLinux
internal import CSQLite

/// One connection to a SQLite database; one thread at a time uses it and its statements.
@safe final class SQLiteConnection {
  private let handle: OpaquePointer

  /// Opens a file, or a URI with `SQLITE_OPEN_URI`.
  init(_ name: String, flags: Int32) throws(StateFailure) {
    var opened: OpaquePointer?
    let code = unsafe sqlite3_open_v2(name, &opened, flags | SQLITE_OPEN_NOMUTEX, nil)
    guard let database = unsafe opened else { throw .inputOutput }
    guard code == SQLITE_OK else {
      let failure = unsafe Self.failure(code, database)
      unsafe sqlite3_close_v2(database)
      throw failure
    }
    unsafe handle = database
    unsafe sqlite3_extended_result_codes(database, 1)
    unsafe sqlite3_busy_timeout(database, 2000)
    _ = unsafe csqlite_no_lookaside(database)
  }

  deinit {
    unsafe sqlite3_close_v2(handle)
  }

  /// Runs statements that return nothing.
  func execute(_ statements: String) throws(StateFailure) {
    let code = unsafe sqlite3_exec(handle, statements, nil, nil, nil)
    if code != SQLITE_OK { throw failure(code) }
  }

  /// Prepares one statement, to be run again and again.
  func prepare(_ text: String) throws(StateFailure) -> SQLiteStatement {
    var statement: OpaquePointer?
    let code = unsafe sqlite3_prepare_v3(
      handle, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
    guard code == SQLITE_OK, let prepared = unsafe statement else { throw failure(code) }
    return unsafe SQLiteStatement(prepared, of: self)
  }

  /// The one number that a query gives.
  func number(_ query: String) throws(StateFailure) -> Int64 {
    let statement = try prepare(query)
    return try statement.next() ? statement.integer(0) : 0
  }

  /// All of `body`, or nothing of it.
  func transaction(_ body: () throws(StateFailure) -> Void) throws(StateFailure) {
    try execute("BEGIN IMMEDIATE")
    do throws(StateFailure) {
      try body()
      try execute("COMMIT")
    } catch {
      // Some errors have ended it already; then this one says so, and nothing is lost by it.
      try? execute("ROLLBACK")
      throw error
    }
  }

  /// Leaves the write-ahead log and its index where they are when this connection closes.
  func keepLog() {
    _ = unsafe csqlite_keep_log(handle)
  }

  /// What a result code means here.
  func failure(_ code: Int32) -> StateFailure { unsafe Self.failure(code, handle) }

  private static func failure(_ code: Int32, _ database: OpaquePointer) -> StateFailure {
    switch code & 0xFF {
    case SQLITE_FULL: return .full
    case SQLITE_READONLY: return .readOnly
    case SQLITE_BUSY, SQLITE_LOCKED: return .busy
    case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_ERROR, SQLITE_SCHEMA, SQLITE_MISMATCH:
      return .damaged
    case SQLITE_PERM, SQLITE_AUTH: return .denied
    case SQLITE_TOOBIG, SQLITE_NOMEM: return .tooLarge
    default:
      let number = unsafe sqlite3_system_errno(database)
      if number == 0 { return code & 0xFF == SQLITE_CANTOPEN ? .absent : .inputOutput }
      return StateFailure(errno: number)
    }
  }
}
