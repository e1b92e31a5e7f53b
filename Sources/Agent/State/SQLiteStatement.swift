internal import CSQLite

/// A prepared statement with its parameters, which count from 1, and its row, whose columns count from 0.
@safe final class SQLiteStatement {
  private let handle: OpaquePointer
  private let connection: SQLiteConnection

  init(_ handle: OpaquePointer, of connection: SQLiteConnection) {
    unsafe self.handle = handle
    self.connection = connection
  }

  deinit {
    unsafe sqlite3_finalize(handle)
  }

  // MARK: Parameters

  /// Binds a number; above 2^63 its greatest value.
  func bind(_ place: Int32, _ value: UInt64) {
    unsafe sqlite3_bind_int64(handle, place, Int64(clamping: value))
  }

  func bind(_ place: Int32, _ value: Int64) {
    unsafe sqlite3_bind_int64(handle, place, value)
  }

  /// Binds a text or NULL.
  func bind(_ place: Int32, _ value: String?) {
    guard var value else {
      unsafe sqlite3_bind_null(handle, place)
      return
    }
    value.withUTF8 { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) {
        _ = unsafe csqlite_bind_text(handle, place, $0.baseAddress, Int32(clamping: $0.count))
      }
    }
  }

  // MARK: Running

  /// Runs to the next row; whether there is one. At the end it can be bound and run again.
  func next() throws(StateFailure) -> Bool {
    let code = unsafe sqlite3_step(handle)
    if code == SQLITE_ROW { return true }
    unsafe sqlite3_reset(handle)
    if code != SQLITE_DONE { throw connection.failure(code) }
    return false
  }

  /// Runs a statement that gives no rows.
  func run() throws(StateFailure) {
    while try next() {}
  }

  /// Ends a query before its last row.
  func reset() {
    unsafe sqlite3_reset(handle)
  }

  // MARK: Columns

  func integer(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(handle, column) }

  /// A number that is never below 0.
  func unsigned(_ column: Int32) -> UInt64 { UInt64(clamping: integer(column)) }

  /// A text; nil where it is NULL.
  func text(_ column: Int32) -> String? {
    guard let bytes = unsafe sqlite3_column_text(handle, column) else { return nil }
    return unsafe String(cString: bytes)
  }
}
