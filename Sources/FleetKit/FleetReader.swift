internal import CKernels
internal import LinuxFiles

/// Reads the reports of a fleet: reports, folders, JSON Lines, gzip and zstd, earlier merges, `-` for standard input.
///
/// Making it reads and checks all inputs once, and keeps a record of what each document says. What each node says then
/// comes in the order of node ids, whatever the order, grouping and repetition of the inputs: `forEachNode` joins the
/// records of one node at a time.
public final class FleetReader {
  /// The first document was refused, and nothing else was wanted then.
  public struct Refused: Error {
    /// Which, and why.
    public let refusal: Refusal
  }

  /// A file is not the one that the digest beside it was written for.
  private struct Denied: Error {}

  /// So many refusals are kept.
  private static let keptRefusals = 1000

  /// What became of all documents.
  public private(set) var counts = FleetCounts()
  /// The first thousand documents that were refused.
  public private(set) var refusals: [Refusal] = []
  /// All inputs that could be opened, in the order in which they were read; empty where nobody wanted their digests.
  public private(set) var inputs: [InputDigest] = []

  private let store: DocumentStore
  private let tables: RecordTables
  /// The entries of the store by node.
  private var order: [Int] = []
  private let instructionSet: Int32
  private let window: Int

  /// Reads and checks all inputs.
  ///
  /// - Parameters:
  ///   - inputs: files, folders, `-`.
  ///   - isStrict: whether the first refused document ends it.
  ///   - wanted: what nodes are to be told with, and whether `inputs` are wanted.
  ///   - folder: for temporary files; they have no names and are gone with this process.
  ///   - refused: is called for each document that is refused.
  /// - Throws: `Refused` where it is strict, `SystemError` where a temporary file cannot be made.
  public convenience init(
    _ inputs: [String], isStrict: Bool = false, wanting wanted: WantedParts = .samples,
    folder: String? = nil, refused: (Refusal) -> Void = { _ in }
  ) throws {
    try self.init(
      InputList.files(of: inputs), isStrict: isStrict, wanting: wanted, folder: folder,
      refused: refused)
  }

  /// Reads and checks inputs, some of which may be in memory; so many bytes of them are looked at at once, and so many
  /// bytes of records stay in memory.
  init(
    _ inputs: [FleetInput], isStrict: Bool = false, wanting wanted: WantedParts = .samples,
    folder: String? = nil, window: Int = DocumentStream.window,
    recordBound: Int = DocumentStore.recordBound, refused: (Refusal) -> Void = { _ in }
  ) throws {
    self.window = window
    tables = RecordTables(wanted: wanted)
    store = DocumentStore(
      folder: folder ?? TemporaryFile.folder, recordBound: recordBound)
    instructionSet = ckernels_instruction_set()
    var buffer = TokenBuffer(capacity: window, instructionSet: instructionSet)
    var reader = ReportReader(tables)
    for input in inputs {
      try read(input, &buffer, &reader) { refusal in
        if refusals.count < Self.keptRefusals { refusals.append(refusal) }
        refused(refusal)
        if isStrict { throw Refused(refusal: refusal) }
      }
    }
    try store.settle()
    let entries = store.entries
    order = entries.indices.sorted {
      entries[$0].node != entries[$1].node ? entries[$0].node < entries[$1].node : $0 < $1
    }
    for (place, entry) in order.enumerated()
    where place == 0 || entries[entry].node != entries[order[place - 1]].node {
      counts.nodes += 1
    }
  }

  /// Calls `body` for each node, or for some, in the order of their ids. May be called again.
  ///
  /// - Throws: what `body` throws, `SystemError` where a file has changed since it was checked.
  public func forEachNode(
    among chosen: Set<NodeID>? = nil, _ body: (MergedNode) throws -> Void
  ) throws {
    try forEachJoin(among: chosen, readingTexts: false) { node, join, parts, _ in
      try body(MergedNode(node, join, of: parts))
    }
  }

  /// What some nodes say together; nil of none.
  ///
  /// - Throws: `SystemError` where a file has changed since it was checked, or a temporary one cannot be used.
  public func statistics(of nodes: Set<NodeID>) throws -> FleetStatistics? {
    guard !nodes.isEmpty else { return nil }
    var statistics = FleetStatistics()
    try forEachNode(among: nodes) { statistics.count($0) }
    if let failure = statistics.failure { throw failure }
    return statistics
  }

  /// Writes the merged file: a line for each node, and the last one.
  ///
  /// - Throws: what `write` throws, `SystemError` where a file has changed since it was checked.
  public func merge(_ write: ([UInt8]) throws -> Void) throws {
    var line = NodeLine()
    var digest = Digest()
    var nodes = 0
    var rows = 0
    try forEachJoin(readingTexts: true) { node, join, parts, text in
      line.write(node, join, of: parts, in: text)
      nodes += 1
      rows += join.rows.count
      digest.update(line.bytes)
      try write(line.bytes)
    }
    let last =
      "{\"schema\":\"nodeprobe.merge/1\",\"nodes\":\(nodes),\"rows\":\(rows),\"sha256\":\"\(digest.value)\"}\n"
    try write(Array(last.utf8))
  }

  /// Joins the records of one node after the other; their texts are read where they are wanted or have to be compared.
  private func forEachJoin(
    among chosen: Set<NodeID>? = nil, readingTexts: Bool,
    _ body: (NodeID, borrowing NodeJoin, borrowing NodeParts, Span<UInt8>) throws -> Void
  ) throws {
    var documents = NodeDocuments(store, tables, instructionSet: instructionSet)
    var first = 0
    while first < order.count {
      let node = store.entries[order[first]].node
      var end = first + 1
      while end < order.count, store.entries[order[end]].node == node { end += 1 }
      if let chosen, !chosen.contains(node) {
        first = end
        continue
      }
      let entries = order[first..<end].map { store.entries[$0] }
      first = end
      try documents.read(entries, readingTexts: readingTexts)
      let text = documents.text
      try body(node, NodeJoin(documents.parts, text), documents.parts, text)
    }
  }

  private func read(
    _ input: FleetInput, _ buffer: inout TokenBuffer, _ reader: inout ReportReader,
    refuse: (Refusal) throws -> Void
  ) throws {
    let name = input.name
    let text: ReportFile
    do throws(SystemError) {
      text = try ReportFile(input, isDigesting: tables.wanted.contains(.digests))
    } catch {
      counts.refused += 1
      return try refuse(Refusal(file: name, byte: 0, reason: error.description))
    }
    let mark = store.mark
    do {
      add(try read(text, name, &buffer, &reader, refuse: refuse))
    } catch  where error is Denied || (error is SystemError && text.isDenied()) {
      // What fills the disk may be a file that is to be left out.
      store.drop(from: mark)
      counts.refused += 1
      return try refuse(Refusal(file: name, byte: 0, reason: Sidecar.complaint(about: name)))
    }
    // What cannot be read to its end was refused, and has no digest.
    if let digest = try? text.digested() { inputs.append(digest) }
  }

  /// Reads a file while its digest is formed: what was taken counts only if that is the right one, and nothing is
  /// refused before that is known.
  private func read(
    _ text: ReportFile, _ name: String, _ buffer: inout TokenBuffer, _ reader: inout ReportReader,
    refuse: (Refusal) throws -> Void
  ) throws -> FleetCounts {
    try withoutActuallyEscaping(refuse) { refuse in
      var stream = DocumentStream(
        text, name: name, file: store.add(file: name), store: store, tables
      ) { refusal in
        if text.isDenied() { throw Denied() }
        try refuse(refusal)
      }
      try stream.run(&buffer, &reader)
      if text.isDenied() { throw Denied() }
      return stream.counts
    }
  }

  private func add(_ more: FleetCounts) {
    counts.documents += more.documents
    counts.refused += more.refused
    counts.duplicates += more.duplicates
    counts.bytes += more.bytes
    counts.rows += more.rows
  }
}
