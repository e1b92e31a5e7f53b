internal import LinuxFiles

/// The documents of one node after the other, as records, and their texts where these are needed.
struct NodeDocuments: ~Copyable {
  private let store: DocumentStore
  /// All parts of the node's documents.
  private(set) var parts: NodeParts
  private var reader: ReportReader
  private var record: [UInt8] = []
  private var texts: TokenBuffer
  // For documents with blanks: as it stands, and without them.
  private var whole: TokenBuffer
  private var stripped: TokenBuffer

  /// Records name by numbers what is in `tables`.
  init(_ store: DocumentStore, _ tables: RecordTables, instructionSet: Int32) {
    self.store = store
    parts = NodeParts(tables)
    reader = ReportReader(tables)
    texts = TokenBuffer(capacity: 1 << 16, instructionSet: instructionSet)
    whole = TokenBuffer(capacity: 0, instructionSet: instructionSet)
    stripped = TokenBuffer(capacity: 0, instructionSet: instructionSet)
  }

  /// The texts without blanks one behind the other, in which the ranges of `parts` are; empty where they are not needed.
  var text: Span<UInt8> {
    @_lifetime(borrow self) get { texts.bytes }
  }

  /// Reads the documents of a node.
  mutating func read(_ entries: [DocumentEntry], readingTexts: Bool) throws(SystemError) {
    parts.removeAll()
    texts.removeAll()
    let needsTexts = readingTexts || entries.count > 1
    for entry in entries { try read(entry, readingText: needsTexts) }
    // Texts of two parts that are about the same have to be compared.
    if !needsTexts, let entry = entries.first, entry.recordLength > 0, !parts.areDistinct {
      try store.read(entry, into: &texts)
    }
  }

  private mutating func read(
    _ entry: DocumentEntry, readingText: Bool
  ) throws(SystemError) {
    guard entry.recordLength > 0 else { return try readStripped(entry) }
    try store.readRecord(entry, into: &record)
    parts.add(first: Int(entry.recordLength), of: record, at: texts.count)
    if readingText { try store.read(entry, into: &texts) }
  }

  /// Reads a document with blanks, without them.
  private mutating func readStripped(_ entry: DocumentEntry) throws(SystemError) {
    whole.removeAll()
    try store.read(entry, into: &whole)
    whole.append(0x0A)
    whole.findTokens(isLast: true)
    stripped.become(whole)
    // It was right when it was checked.
    guard isReport(of: entry.node) else { throw store.changed(entry) }
    parts.add(reader.record, at: texts.count)
    texts.append(stripped)
  }

  private mutating func isReport(of node: NodeID) -> Bool {
    var walker = JSONWalker(stripped.bytes, stripped.places)
    guard case .report = try? reader.read(&walker) else { return false }
    return reader.nodeID == node
  }
}
