internal import NodeModel

extension Ledger {
  /// Writes the whole state into `words`, in the storage that they have; after some rounds that allocates
  /// nothing.
  public func encode(into words: inout [UInt64], isCleanStop: Bool = false) {
    var writer = WordWriter()
    writer.begin(in: &words)
    writer.append(Checkpoint.mark)
    writer.append(Checkpoint.version)
    writer.append(0)
    writer.append(0)
    writer.append(epoch.high)
    writer.append(epoch.low)
    writer.append(boot)
    writer.append(isCleanStop ? 1 : 0)
    writer.append(round)
    writer.append(UInt64(time.realtime))
    writer.append(UInt64(clock.time))
    writer.append(node.covered)
    writer.append(UInt64(bitPattern: node.coveredTime))
    writer.append(node.energy)
    parked.encode(into: &writer, tracks, places, tree)
    book.encode(into: &writer)
    if annex.count <= limits.mostAnnexWords {
      writer.append(UInt64(annex.count))
      for word in annex { writer.append(word) }
    } else {
      writer.append(0)
    }
    writer.end(into: &words)
    words[2] = UInt64(words.count)
    words[3] = Checksum.of(words, from: Checkpoint.headWords)
  }

  /// More words than a checkpoint within those limits can have: the size of a mapped slot.
  public static func mostCheckpointWords(_ limits: LedgerLimits) -> Int {
    let owners = limits.mostOwners * (4 * Book.components + 3 + 2 + OwnerTable.longestName / 8 + 1)
    let rows = limits.mostRowsOfAnHour + max(limits.mostRows, limits.mostRowsOfAnHour)
    let pages = rows * (3 + 2 * HourSlots.count) + (limits.mostRows + 1) * 14
    let meters = (Topology.mostMeters + LedgerLimits.mostParked) * (2 + MeterTrack.words)
    let places =
      (2 * Topology.mostMeters + LedgerLimits.mostParked) * (2 + PlaceState.mostWords)
    return 128 + owners + OwnerTable.mostFolded + pages + meters + places + limits.mostAnnexWords
  }
}
