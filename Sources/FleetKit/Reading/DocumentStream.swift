internal import LinuxFiles

/// Finds the documents in the text of one input, checks each and hands them to the store.
///
/// A document may span lines. Behind a broken one it goes on with the next line, or, where the broken one spans lines,
/// with the next line that begins with a brace; where only the content is wrong, right behind it.
struct DocumentStream {
  /// The most bytes of a document.
  static let documentLimit = 256 << 20
  /// How much is looked at at once: little enough to stay in a core's cache.
  static let window = 512 << 10

  /// What a stretch of text ended with.
  private enum Stop {
    /// Nothing is left but blanks.
    case empty
    /// The document that begins there is longer than what is there of it.
    case cut(Int)
    /// The document that begins at the first byte is broken.
    case broken(Int, JSONFault)
  }

  private let name: String
  private let file: Int32
  private let store: DocumentStore
  private let input: ReportFile
  private let refuse: (Refusal) throws -> Void
  private let tables: RecordTables
  private var section = MergedSection()
  /// What became of the documents.
  private(set) var counts = FleetCounts()
  /// Where the buffer's first byte stands in the text.
  private var base = 0
  private var isEnded = false
  /// Whether the refusal of the last document says what is wrong with the packing.
  private var isFaultSaid = false

  /// Reads an input whose file has that number in the store; refusals go to `refuse`, which may end it all.
  init(
    _ input: ReportFile, name: String, file: Int32, store: DocumentStore, _ tables: RecordTables,
    refuse: @escaping (Refusal) throws -> Void
  ) {
    self.input = input
    self.name = name
    self.file = file
    self.store = store
    self.tables = tables
    self.refuse = refuse
  }

  /// Reads to the end. Buffer and reader are those of the input before: what they hold and know is used again.
  mutating func run(_ buffer: inout TokenBuffer, _ reader: inout ReportReader) throws {
    buffer.removeAll()
    var next = 0
    var skipped: SkippedLines?
    while !isEnded {
      base += next
      try fill(&buffer, from: next)
      next = 0
      while true {
        if var lines = skipped {
          let found = lines.next(in: buffer, from: next)
          next = found.place
          skipped = found.isFound ? nil : lines
          if !found.isFound { break }
          // The index ends in a string that was never closed, or it goes on to there.
          if next > buffer.end {
            base += next
            buffer.drop(first: next)
            buffer.findTokens(isLast: isEnded)
            next = 0
          }
        }
        let stop = try scan(buffer, from: next, &reader)
        if case .broken(let start, let fault) = stop {
          next = start
          let newline = buffer.newline(from: start) ?? fault.offset
          skipped = SkippedLines(isSpanning: newline < fault.offset)
          try refuse(fault.reason, at: fault.offset)
        } else if case .cut(let start) = stop {
          next = start
          guard buffer.count - start >= Self.documentLimit else { break }
          skipped = SkippedLines(isSpanning: true)
          try refuse(.documentTooLong, at: start)
        } else {
          next = buffer.count
          break
        }
      }
    }
    try finish(end: base + buffer.count)
  }

  private mutating func fill(_ buffer: inout TokenBuffer, from start: Int) throws {
    buffer.drop(first: start)
    if buffer.count == buffer.capacity { buffer.grow() }
    let wanted = buffer.capacity - buffer.count
    do throws(SystemError) {
      let count = unsafe try buffer.append { (room) throws(SystemError) in
        unsafe try input.read(into: room)
      }
      counts.bytes += count
      isEnded = count < wanted
    } catch {
      isEnded = true
      try refuse(error.description, at: buffer.count)
    }
    buffer.findTokens(isLast: isEnded)
  }

  private mutating func finish(end: Int) throws {
    base = 0
    if let fault = input.fault, !isFaultSaid {
      try refuse(fault, at: end)
    } else if counts.documents + counts.duplicates + counts.refused == 0, !section.isClosed {
      try refuse(.emptyFile, at: 0)
    }
  }

  /// Takes all whole documents from a byte on.
  private mutating func scan(
    _ buffer: borrowing TokenBuffer, from start: Int, _ reader: inout ReportReader
  ) throws -> Stop {
    var walker = JSONWalker(buffer.bytes, buffer.places, at: buffer.place(from: start))
    // Places in records are those of texts without blanks; line ends between documents do no harm.
    let firstEntry = store.entries.count
    var lineEnds = start < buffer.end && buffer.bytes[start] == 0x0A ? 1 : 0
    defer { if buffer.blanks > lineEnds { store.dropRecords(from: firstEntry) } }
    while !walker.isAtEnd {
      let first = walker.offset
      let place = walker.place
      var known: (end: Int, fingerprint: UInt64)?
      if let newline = buffer.newline(from: first), newline < buffer.end {
        // A line that was taken before needs no reading.
        let end = walker.trimmed(newline, from: first)
        let fingerprint = buffer.bytes.fingerprint(of: first..<end)
        known = (end, fingerprint)
        if let entry = try store.duplicate(
          of: first..<end, fingerprint: fingerprint, in: buffer.bytes)
        {
          count(duplicate: entry, at: first)
          walker.move(to: buffer.place(from: newline))
          if end == newline { lineEnds += 1 }
          continue
        }
      }
      do {
        let kind = try reader.read(&walker)
        if reader.hasConflicts { try checkConflicts(reader.record, walker, at: first) }
        let range = first..<walker.endOfLast
        if buffer.bytes[range.upperBound] == 0x0A { lineEnds += 1 }
        switch kind {
        case .report:
          let fingerprint =
            known.flatMap { $0.end == range.upperBound ? $0.fingerprint : nil }
            ?? buffer.bytes.fingerprint(of: range)
          try take(range, fingerprint, buffer.bytes, reader)
        case .footer(let nodes, let rows, let digest):
          let fault = try section.close(
            nodes: nodes, rows: rows, digest: digest, at: base + first,
            file: input.isPlain ? file : nil, in: store)
          if let fault { try refuse(fault, at: first) }
        }
      } catch let fault as JSONFault {
        if fault.offset >= buffer.end { return stop(first, fault, buffer) }
        // Where only the content is wrong, the end of the document is known.
        var rest = JSONWalker(buffer.bytes, buffer.places, at: place)
        do throws(JSONFault) {
          try rest.skip()
        } catch let second {
          if second.offset >= buffer.end, buffer.fault == nil, !isEnded {
            return .cut(first)
          }
          let isMark = walker.bytes[first] == 0xEF && fault.offset == first
          return .broken(first, isMark ? JSONFault(.byteOrderMark, at: first) : fault)
        }
        try refuse(fault.reason, at: fault.offset)
        walker.move(to: rest.place)
      }
    }
    if let fault = buffer.fault { return .broken(buffer.end, fault) }
    return .empty
  }

  /// What is said of a document that meets the end of what is indexed.
  private mutating func stop(
    _ first: Int, _ fault: JSONFault, _ buffer: borrowing TokenBuffer
  ) -> Stop {
    if let fault = buffer.fault { return .broken(first, fault) }
    if !isEnded { return .cut(first) }
    isFaultSaid = true
    return .broken(first, JSONFault(input.fault ?? .endsEarly, at: buffer.end))
  }

  /// Whether a report may speak of conflicts as it does depends on its rows.
  private func checkConflicts(
    _ record: RecordWriter, _ walker: borrowing JSONWalker, at start: Int
  ) throws(JSONFault) {
    var parts = NodeParts(tables)
    parts.add(record, at: start)
    guard parts.areConflictsOfRows(walker) else { throw JSONFault(.conflictWithoutRow, at: start) }
  }

  private mutating func take(
    _ range: Range<Int>, _ fingerprint: UInt64, _ bytes: Span<UInt8>,
    _ reader: borrowing ReportReader
  ) throws(SystemError) {
    if let entry = try store.duplicate(of: range, fingerprint: fingerprint, in: bytes) {
      return count(duplicate: entry, at: range.lowerBound)
    }
    let entry = try store.add(
      reader, range, in: bytes, fingerprint: fingerprint, file: file,
      offset: input.isPlain ? base + range.lowerBound : nil)
    counts.documents += 1
    counts.rows += reader.rowCount
    section.add(start: base + range.lowerBound, rows: reader.rowCount, entry: entry)
  }

  private mutating func count(duplicate entry: Int, at start: Int) {
    counts.duplicates += 1
    section.add(start: base + start, rows: Int(store.entries[entry].rows), entry: entry)
  }

  private mutating func refuse(_ reason: JSONFault.Reason, at offset: Int) throws {
    try refuse(reason.rawValue, at: offset)
  }

  private mutating func refuse(_ reason: String, at offset: Int) throws {
    counts.refused += 1
    section.addRefusal()
    try refuse(Refusal(file: name, byte: base + offset, reason: reason))
  }
}
