internal import LinuxFiles

/// Takes the documents of all inputs into a store in their order, while other threads look at the text that follows.
///
/// The text is cut at line ends. Where a document goes on behind one, the rest of that input is read by one thread: what
/// the others have found there begins in the middle of a document and is forgotten.
struct Intake: ~Copyable {
  /// How much is looked at at once: little enough to stay in a core's cache.
  static let window = 512 << 10
  /// Where a line is longer than so many windows, its document is that long, or it is none.
  private static let mostWindows = 16
  /// So many inputs are open at once; a process may have no more than 64 files.
  private static let mostOpen = 16

  /// A file is not the one that the digest beside it was written for.
  private struct Denied: Error {}

  /// What became of all documents.
  private(set) var counts = FleetCounts()
  /// All inputs that could be read to their ends; empty where nobody wanted their digests.
  private(set) var inputs: [InputDigest] = []

  private let store: DocumentStore
  private let isDigesting: Bool
  private let window: Int
  private let instructionSet: Int32
  private let crew: Crew<DocumentScanner>
  private var scanner: DocumentScanner
  private var spare: [TextStretch] = []
  /// How many inputs are open.
  private var open = 0
  /// How many bytes the crew has.
  private var ahead = 0

  /// Looks at so many bytes at once, with so many threads.
  init(
    _ store: DocumentStore, _ tables: RecordTables, window: Int, threads: Int,
    instructionSet: Int32
  ) {
    self.store = store
    self.window = window
    self.instructionSet = instructionSet
    isDigesting = tables.wanted.contains(.digests)
    let fingerprints = store.fingerprints
    scanner = DocumentScanner(tables, fingerprints)
    crew = Crew("read", threads: threads) { DocumentScanner(tables, fingerprints) }
  }

  /// Reads all inputs to their ends.
  ///
  /// - Parameter refuse: is called for each document that is refused; what it throws ends it all.
  mutating func read(_ inputs: [FleetInput], refuse: (Refusal) throws -> Void) throws {
    defer { crew.close() }
    for input in inputs {
      while open >= Self.mostOpen, crew.count > 0 { try settleOldest(refuse) }
      let text: InputText
      do throws(SystemError) {
        text = try InputText(input, isDigesting: isDigesting)
      } catch {
        try settleAll(refuse)
        counts.refused += 1
        try refuse(Refusal(file: input.name, byte: 0, reason: error.description))
        continue
      }
      open += 1
      try read(text, refuse)
    }
    try settleAll(refuse)
  }

  // MARK: Reading ahead

  /// Gives an input's text to the crew.
  private mutating func read(_ input: InputText, _ refuse: (Refusal) throws -> Void) throws {
    while true {
      // Lines as long as a report may be would fill the memory before there are too many of them.
      while crew.count >= crew.room || crew.count > 0 && ahead >= Self.mostWindows * window {
        try settleOldest(refuse)
      }
      // What was settled may have read all of it.
      guard !input.isRead, !input.isClosed else { return }
      let stretch =
        spare.popLast() ?? TextStretch(capacity: window, instructionSet: instructionSet)
      stretch.begin(input, at: input.end)
      fill(stretch, of: input)
      ahead += stretch.buffer.count
      crew.give(stretch)
    }
  }

  /// Fills a stretch up to the end of a line.
  private func fill(_ stretch: TextStretch, of input: InputText) {
    if stretch.buffer.capacity < input.rest.count { stretch.buffer.grow(to: input.rest.count) }
    stretch.buffer.append(0..<input.rest.count, of: input.rest.span)
    input.rest.removeAll(keepingCapacity: true)
    var start = 0
    while true {
      readMore(into: stretch, of: input)
      if stretch.isLast { break }
      if let newline = stretch.buffer.lastNewline(from: start) {
        stretch.buffer.copy(from: newline + 1, to: &input.rest)
        stretch.buffer.cut(to: newline + 1)
        break
      }
      if stretch.buffer.count >= Self.mostWindows * window { break }
      start = stretch.buffer.count
    }
    input.isRead = stretch.isLast
    input.end += stretch.buffer.count
  }

  /// Fills the room that a stretch has left; there is some afterwards where it had none.
  private func readMore(into stretch: TextStretch, of input: InputText) {
    if stretch.buffer.count == stretch.buffer.capacity { stretch.buffer.grow() }
    let wanted = stretch.buffer.capacity - stretch.buffer.count
    let count = unsafe stretch.buffer.append { unsafe input.text.read(into: $0) }
    input.counts.bytes += count
    stretch.isLast = count < wanted
    if stretch.isLast { stretch.fault = input.text.fault }
  }

  // MARK: Taking documents

  private mutating func settleAll(_ refuse: (Refusal) throws -> Void) throws {
    while crew.count > 0 { try settleOldest(refuse) }
  }

  /// Takes what the oldest stretch holds. What was taken of an input counts only if it is the one that the digest beside
  /// it was written for, and nothing is refused before that is known.
  private mutating func settleOldest(_ refuse: (Refusal) throws -> Void) throws {
    guard let stretch = takeOldest(), let input = stretch.input else { return }
    defer { release(stretch) }
    guard !input.isClosed else { return }
    do {
      try settle(stretch, of: input, refuse)
      if !stretch.isLast, !stretch.isWhole { try readOn(stretch, of: input, refuse) }
      guard stretch.isLast else { return }
      try finish(input, with: stretch, refuse)
      if input.text.isDenied() { throw Denied() }
      add(input.counts)
    } catch  where error is Denied || (error is SystemError && input.text.isDenied()) {
      // What fills the disk may be a file that is to be left out.
      close(input)
      while crew.oldest?.input === input, let stretch = takeOldest() { release(stretch) }
      if let place = input.place { store.drop(from: place.mark) }
      counts.refused += 1
      return try refuse(
        Refusal(file: input.name, byte: 0, reason: Sidecar.complaint(about: input.name)))
    }
    close(input)
    // What cannot be read to its end was refused, and has no digest.
    if let digest = try? input.text.digested() { inputs.append(digest) }
  }

  private mutating func takeOldest() -> TextStretch? {
    guard let stretch = crew.take(&scanner) else { return nil }
    ahead -= stretch.buffer.count
    return stretch
  }

  private mutating func close(_ input: InputText) {
    input.isClosed = true
    open -= 1
  }

  /// Takes what was found, up to where the next document is cut or the text ends.
  private mutating func settle(
    _ stretch: TextStretch, of input: InputText, _ refuse: (Refusal) throws -> Void
  ) throws {
    while true {
      try take(stretch, of: input, refuse)
      if stretch.isFull {
        stretch.lookOn()
        scanner.scan(stretch)
      } else if stretch.wantsIndex {
        stretch.dropRead()
        scanner.work(on: stretch)
      } else {
        return
      }
    }
  }

  private mutating func take(
    _ stretch: TextStretch, of input: InputText, _ refuse: (Refusal) throws -> Void
  ) throws {
    let mark = store.mark
    let file = input.place?.file ?? store.add(file: input.name)
    if input.place == nil { input.place = (file, mark) }
    for finding in stretch.found.findings {
      switch finding {
      case .report(let report): try take(report, of: stretch, file, input)
      case .known(let range, let fingerprint):
        let entry = try store.duplicate(
          of: range, fingerprint: fingerprint, in: stretch.buffer)
        guard let entry else {
          // Another one that looks alike.
          stretch.lookAgain(from: range.lowerBound)
          scanner.scan(stretch, readingKnown: true)
          return try take(stretch, of: input, refuse)
        }
        count(duplicate: entry, at: stretch.base + range.lowerBound, of: input)
      case .footer(let footer):
        let start = stretch.base + footer.start
        let fault = try input.section.close(
          nodes: footer.nodes, rows: footer.rows, digest: footer.digest, at: start,
          file: input.text.isPlain ? file : nil, in: store)
        if let fault { try refuseDocument(fault.rawValue, at: start, of: input, refuse) }
      case .fault(let fault):
        // What a read that failed has cut is told with the failure.
        if fault.reason == .endsEarly, stretch.isFaultSaid, input.text.failure != nil { continue }
        try refuseDocument(
          fault.reason.rawValue, at: stretch.base + fault.offset, of: input, refuse)
      }
    }
  }

  private func take(
    _ report: FoundDocuments.Report, of stretch: TextStretch, _ file: Int32, _ input: InputText
  ) throws(SystemError) {
    let start = stretch.base + report.range.lowerBound
    let known = try store.duplicate(
      of: report.range, fingerprint: report.fingerprint, in: stretch.buffer)
    if let known { return count(duplicate: known, at: start, of: input) }
    let entry = try store.add(
      report, of: stretch.found, in: stretch.buffer, file: file,
      offset: input.text.isPlain ? start : nil)
    input.counts.documents += 1
    input.counts.rows += report.rows
    input.section.add(entry: entry)
  }

  private func count(duplicate entry: Int, at start: Int, of input: InputText) {
    input.counts.duplicates += 1
    input.section.add(duplicate: entry, at: start)
  }

  /// Reads on where a document goes on behind a stretch, to the end of the text.
  private mutating func readOn(
    _ stretch: TextStretch, of input: InputText, _ refuse: (Refusal) throws -> Void
  ) throws {
    takeBack(input)
    while !stretch.isLast {
      stretch.dropRead()
      readMore(into: stretch, of: input)
      scanner.work(on: stretch)
      try settle(stretch, of: input, refuse)
    }
    input.isRead = true
  }

  /// Takes back what the crew has of an input.
  private mutating func takeBack(_ input: InputText) {
    var bytes: [UInt8] = []
    while crew.oldest?.input === input, let stretch = takeOldest() {
      stretch.buffer.copy(from: 0, to: &bytes)
      release(stretch)
    }
    bytes += input.rest
    input.rest.removeAll()
    input.counts.bytes -= bytes.count
    input.text.giveBack(bytes)
  }

  private func finish(
    _ input: InputText, with last: TextStretch, _ refuse: (Refusal) throws -> Void
  ) throws {
    let fault = last.isFaultSaid ? nil : input.text.fault?.rawValue
    if let reason = input.text.failure?.description ?? fault {
      let end = last.base + last.buffer.count
      return try refuseDocument(reason, at: end, of: input, refuse)
    }
    let counts = input.counts
    if counts.documents + counts.duplicates + counts.refused == 0, !input.section.isClosed {
      try refuseDocument(JSONFault.Reason.emptyFile.rawValue, at: 0, of: input, refuse)
    }
  }

  private func refuseDocument(
    _ reason: String, at byte: Int, of input: InputText, _ refuse: (Refusal) throws -> Void
  ) throws {
    input.counts.refused += 1
    input.section.addRefusal()
    if input.text.isDenied() { throw Denied() }
    try refuse(Refusal(file: input.name, byte: byte, reason: reason))
  }

  /// Keeps a stretch's memory for another one; a single long document does not make it large for ever.
  private mutating func release(_ stretch: TextStretch) {
    stretch.release()
    if stretch.buffer.capacity <= 2 * window { spare.append(stretch) }
  }

  private mutating func add(_ more: FleetCounts) {
    counts.documents += more.documents
    counts.refused += more.refused
    counts.duplicates += more.duplicates
    counts.bytes += more.bytes
    counts.rows += more.rows
  }
}
