internal import NodeModel

/// Rows as reports take them: a page at a time, none of it kept.
extension LedgerArchive {
  /// Everything that `body` reads is of one instant.
  func consistently(_ body: () throws(StateFailure) -> Void) throws(StateFailure) {
    try database.execute("BEGIN")
    do throws(StateFailure) {
      try body()
    } catch {
      try? database.execute("ROLLBACK")
      throw error
    }
    try database.execute("COMMIT")
  }

  /// The position of the last row that ever was, whether or not it is still kept.
  func lastPositionEver() throws(StateFailure) -> UInt64 {
    UInt64(
      clamping: try database.number(
        "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'row'"))
  }

  /// Hands over rows after a position, of hours from `hour` on (in seconds since 1970), in the order of delivery.
  ///
  /// - Parameter limit: with the hour that this row is in the page ends, so that no hour is told in part.
  /// - Returns: whether rows follow.
  func visitRows(
    after position: UInt64, from hour: Int64, limit: Int, _ body: (StoredRow) -> Void
  ) throws(StateFailure) -> Bool {
    let query = try database.prepare(
      "\(Self.rows) WHERE row.position > ? AND row.hour >= ? ORDER BY row.position")
    query.bind(1, position)
    query.bind(2, hour)
    defer { query.reset() }
    var (count, last) = (0, (hour: Int64(0), epoch: Epoch(high: 0, low: 0)))
    while try query.next() {
      let row = StoredRow(position: query.unsigned(0), row: try EnergyRow(from: query))
      if count >= limit, last != (row.row.hour, row.row.epoch) { return true }
      body(row)
      count += 1
      last = (row.row.hour, row.row.epoch)
    }
    return false
  }

  /// The position before the first row of hours from `hour` on; the last of all where there is none.
  func position(before hour: Int64) throws(StateFailure) -> UInt64 {
    let query = try database.prepare("SELECT min(position) FROM row WHERE hour >= ?")
    query.bind(1, hour)
    defer { query.reset() }
    guard try query.next(), query.text(0) != nil else { return try lastPositionEver() }
    return query.unsigned(0) - 1
  }
}
