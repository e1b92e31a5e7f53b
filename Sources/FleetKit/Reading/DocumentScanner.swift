/// Finds the documents in a stretch of text and checks each; what one thread needs for that.
///
/// A document may span lines. Behind a broken one it goes on with the next line, or, where the broken one spans lines,
/// with the next line that begins with a brace; where only the content is wrong, right behind it.
struct DocumentScanner: CrewHand {
  /// The most bytes of a document.
  static let documentLimit = 256 << 20

  /// What a scan ended with.
  private enum Stop {
    /// Nothing is left but blanks.
    case empty
    /// The document that begins there is longer than what is there of it.
    case cut(Int)
    /// The document that begins at the first byte is broken.
    case broken(Int, JSONFault)
    /// So much was found that it has to be taken before the document that begins there.
    case full(Int)
  }

  private let tables: RecordTables
  private let fingerprints: DocumentFingerprints
  private var reader: ReportReader

  /// Records name by numbers what is in `tables`; a line with one of these fingerprints was most likely taken before.
  init(_ tables: RecordTables, _ fingerprints: DocumentFingerprints) {
    self.tables = tables
    self.fingerprints = fingerprints
    reader = ReportReader(tables)
  }

  /// Indexes a stretch and looks at what was not looked at yet.
  mutating func work(on stretch: TextStretch) {
    stretch.buffer.findTokens(isLast: stretch.isLast)
    scan(stretch)
  }

  /// Looks at what was not looked at yet of a stretch that is indexed, until no document is whole that follows.
  ///
  /// - Parameter readsKnown: whether lines are read that were most likely taken before.
  mutating func scan(_ stretch: TextStretch, readingKnown readsKnown: Bool = false) {
    while true {
      if stretch.found.isFull {
        stretch.isFull = true
        return
      }
      if var lines = stretch.skipped {
        let found = lines.next(in: stretch.buffer, from: stretch.next)
        stretch.next = found.place
        stretch.skipped = found.isFound ? nil : lines
        if !found.isFound || stretch.isIndexBroken { return }
      }
      let first = stretch.found.findings.count
      let stop = scan(
        stretch.buffer, from: stretch.next, of: stretch, readingKnown: readsKnown, first)
      switch stop {
      case .empty:
        stretch.next = stretch.buffer.count
        return
      case .full(let start): stretch.next = start
      case .cut(let start):
        stretch.next = start
        guard stretch.buffer.count - start >= Self.documentLimit else { return }
        stretch.skipped = SkippedLines(isSpanning: true)
        stretch.found.add(.fault(JSONFault(.documentTooLong, at: start)))
      case .broken(let start, let fault):
        stretch.next = start
        let newline = stretch.buffer.newline(from: start) ?? fault.offset
        stretch.skipped = SkippedLines(isSpanning: newline < fault.offset)
        stretch.found.add(.fault(fault))
      }
    }
  }

  /// Reads all whole documents from a byte on.
  private mutating func scan(
    _ buffer: borrowing TokenBuffer, from start: Int, of stretch: TextStretch,
    readingKnown readsKnown: Bool, _ firstFinding: Int
  ) -> Stop {
    var walker = JSONWalker(buffer.bytes, buffer.places, at: buffer.place(from: start))
    // Places in records are those of texts without blanks; line ends between documents do no harm.
    var lineEnds = start < buffer.end && buffer.bytes[start] == 0x0A ? 1 : 0
    defer { if buffer.blanks > lineEnds { stretch.found.dropRecords(from: firstFinding) } }
    while !walker.isAtEnd {
      let first = walker.offset
      if stretch.found.isFull { return .full(first) }
      let place = walker.place
      var line: (end: Int, fingerprint: UInt64)?
      if let newline = buffer.newline(from: first), newline < buffer.end {
        // A line that was taken before needs no reading.
        let end = walker.trimmed(newline, from: first)
        let fingerprint = buffer.bytes.fingerprint(of: first..<end)
        line = (end, fingerprint)
        if !readsKnown, fingerprints[fingerprint] != nil {
          stretch.found.add(.known(first..<end, fingerprint: fingerprint))
          walker.move(to: buffer.place(from: newline))
          if end == newline { lineEnds += 1 }
          continue
        }
      }
      do throws(JSONFault) {
        let kind = try reader.read(&walker)
        guard walker.place - place <= buffer.tokenLimit else {
          throw JSONFault(.tooManyTokens, at: walker.endOfLast - 1)
        }
        if reader.hasConflicts { try checkConflicts(walker, at: first) }
        let range = first..<walker.endOfLast
        if buffer.bytes[range.upperBound] == 0x0A { lineEnds += 1 }
        switch kind {
        case .report:
          let known = line.flatMap { $0.end == range.upperBound ? $0.fingerprint : nil }
          let fingerprint = known ?? buffer.bytes.fingerprint(of: range)
          stretch.found.add(range, fingerprint: fingerprint, reader)
        case .footer(let nodes, let rows, let digest):
          stretch.found.add(
            .footer(.init(start: first, nodes: nodes, rows: rows, digest: digest)))
        }
      } catch let fault {
        let end = buffer.end(isLast: stretch.isLast)
        if fault.offset >= end { return stop(first, fault, buffer, of: stretch) }
        // Where only the content is wrong, the end of the document is known.
        var rest = JSONWalker(buffer.bytes, buffer.places, at: place)
        do throws(JSONFault) {
          try rest.skip()
        } catch let second {
          if second.offset >= end, mayGoOn(first, buffer, of: stretch) { return .cut(first) }
          let isMark = walker.bytes[first] == 0xEF && fault.offset == first
          return .broken(first, isMark ? JSONFault(.byteOrderMark, at: first) : fault)
        }
        stretch.found.add(.fault(fault))
        walker.move(to: rest.place)
      }
    }
    if buffer.isFull { return .cut(buffer.end) }
    if let fault = buffer.fault { return .broken(buffer.end, fault) }
    return .empty
  }

  /// Whether a document that meets the end of what is indexed may be whole, with bytes that follow or indexed for itself.
  private func mayGoOn(
    _ first: Int, _ buffer: borrowing TokenBuffer, of stretch: TextStretch
  ) -> Bool {
    buffer.isFull ? first > 0 : buffer.fault == nil && !stretch.isLast
  }

  /// What is said of a document that meets the end of what is indexed.
  private func stop(
    _ first: Int, _ fault: JSONFault, _ buffer: borrowing TokenBuffer, of stretch: TextStretch
  ) -> Stop {
    if mayGoOn(first, buffer, of: stretch) { return .cut(first) }
    if let fault = buffer.fault { return .broken(first, fault) }
    stretch.isFaultSaid = true
    return .broken(first, JSONFault(stretch.fault ?? .endsEarly, at: buffer.end))
  }

  /// Whether a report may speak of conflicts as it does depends on its rows.
  private func checkConflicts(
    _ walker: borrowing JSONWalker, at start: Int
  ) throws(JSONFault) {
    var parts = NodeParts(tables)
    parts.add(reader.record, at: start)
    guard parts.areConflictsOfRows(walker) else { throw JSONFault(.conflictWithoutRow, at: start) }
  }
}
