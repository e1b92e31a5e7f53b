/// Jobs as a table keeps them: what is looked at most often stands first.
extension JobStatistics {
  /// Writes all that is known of it.
  func pack(into record: inout RecordWriter, _ names: inout JobNames) {
    record.add(id)
    record.add(UInt128(truncatingIfNeeded: tally.energy.full))
    record.add(facts == nil ? 0 : 1)
    record.add(nodes)
    tally.energy.pack(into: &record)
    tally.footprint.pack(into: &record, &names)
    tally.reservations.pack(into: &record, &names)
    record.addOptional(processorSeconds?.bitPattern)
    reservedUse.pack(into: &record)
    record.addOptional(start)
    record.addOptional(end)
    record.add(isRunning ? 1 : 0)
    facts?.pack(into: &record, &names, end: end)
  }

  /// Reads what `pack` wrote.
  init(from record: inout RecordReader, _ names: borrowing JobNames) {
    self.init(id: record.text())
    let full = Int128(truncatingIfNeeded: record.wide())
    let hasFacts = record.number() == 1
    nodes = record.count()
    tally = Self.tally(of: full, from: &record, names)
    processorSeconds = record.optional().map { Double(bitPattern: $0) }
    reservedUse = ReservedUse(from: &record)
    start = record.optional()
    end = record.optional()
    isRunning = record.number() == 1
    if hasFacts { facts = JobFacts(from: &record, names, end: end) }
  }
}

extension JobStatistics {
  /// Reads of what `pack` wrote what it used.
  static func tally(from record: inout RecordReader, _ names: borrowing JobNames) -> Tally {
    let full = record.jobHead().energy
    _ = record.count()
    return tally(of: full, from: &record, names)
  }

  private static func tally(
    of full: Int128, from record: inout RecordReader, _ names: borrowing JobNames
  ) -> Tally {
    Tally(
      energy: EnergyTally(full: full, from: &record),
      footprint: FootprintTally(from: &record, names),
      reservations: ReservationTally(from: &record, names))
  }
}

extension RecordReader {
  /// Reads how a packed job begins: where its id stands, what it used in microjoules, and whether a node says more.
  mutating func jobHead() -> (id: Range<Int>, energy: Int128, hasFacts: Bool) {
    (stretch(), Int128(truncatingIfNeeded: wide()), number() == 1)
  }
}

extension RecordWriter {
  /// Writes a number of up to sixteen bytes.
  mutating func add(_ number: UInt128) {
    let width = (135 - number.leadingZeroBitCount) >> 3
    fill(17) { bytes, place in
      bytes.put(UInt64(width), 1, at: &place)
      bytes.put(UInt64(truncatingIfNeeded: number), min(width, 8), at: &place)
      if width > 8 { bytes.put(UInt64(truncatingIfNeeded: number >> 64), width - 8, at: &place) }
    }
  }
}

extension RecordReader {
  /// Reads a number of up to sixteen bytes.
  mutating func wide() -> UInt128 {
    let width = Int(word(width: 1))
    let low = UInt128(word(width: min(width, 8)))
    return width > 8 ? UInt128(word(width: width - 8)) << 64 | low : low
  }
}
