public import NodeModel

/// What is left of an epoch that does not go on: for the store, before the checkpoint is written over.
extension Checkpoint {
  /// When it was written, in nanoseconds since 1970.
  public var writtenAt: UInt64 { UInt64(realtime) }

  /// The energy of the node.
  public var nodeEnergy: Microjoules { Microjoules(book.node.reduce(0, +)) }

  /// All rows that nobody has acknowledged, those of the hour that ran among them; nothing will be added to
  /// any of them, so all are final.
  public var remainingRows: [EnergyRow] {
    var rows = rows
    for row in rows.indices where !rows[row].isFinal {
      rows[row].isFinal = true
      // They may have been taken as open ones.
      rows[row].revision += 1
    }
    return rows
  }

  /// The same rows as they were: those of the hour that ran are open, since the epoch may go on.
  public var rows: [EnergyRow] {
    var book = book
    book.fold()
    return book.closedRows(after: 0, epoch: epoch) + book.openRows(epoch: epoch)
  }

  /// What all jobs beyond the limit had.
  public var folded: OwnerTotals { book.totals(OwnerIndex.other.number) }

  /// What each job on the page had.
  public var jobs: [(name: String, totals: OwnerTotals, isLive: Bool)] {
    book.owners.order.compactMap { number in
      let (number, state) = (Int(number), book.owners.states[Int(number)])
      guard number != OwnerIndex.other.number, state == .live || state == .ended else { return nil }
      return (book.owners.names[number], book.totals(number), state == .live)
    }
  }
}
