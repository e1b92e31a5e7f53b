internal import CKernels
internal import LinuxFiles

/// Reads the reports of a fleet: reports, folders, JSON Lines, gzip and zstd, earlier merges, `-` for standard input.
///
/// Making it reads and checks all inputs once. What each node says then comes in the order of node ids, whatever the
/// order, grouping and repetition of the inputs: `forEachNode` reads the documents again, those of one node at a time.
public final class FleetReader {
  /// The first document was refused, and nothing else was wanted then.
  public struct Refused: Error {
    /// Which, and why.
    public let refusal: Refusal
  }

  /// So many refusals are kept.
  private static let keptRefusals = 1000

  /// What became of all documents.
  public private(set) var counts = FleetCounts()
  /// The first thousand documents that were refused.
  public private(set) var refusals: [Refusal] = []

  private let store: DocumentStore
  /// The entries of the store by node.
  private var order: [Int] = []
  private let instructionSet: Int32
  private let window: Int

  /// Reads and checks all inputs.
  ///
  /// - Parameters:
  ///   - inputs: files, folders, `-`.
  ///   - isStrict: whether the first refused document ends it.
  ///   - folder: for temporary files; they have no names and are gone with this process.
  ///   - refused: is called for each document that is refused.
  /// - Throws: `Refused` where it is strict, `SystemError` where a temporary file cannot be made.
  public convenience init(
    _ inputs: [String], isStrict: Bool = false, folder: String? = nil,
    refused: (Refusal) -> Void = { _ in }
  ) throws {
    try self.init(
      InputList.files(of: inputs).map { .file($0) }, isStrict: isStrict, folder: folder,
      refused: refused)
  }

  /// Reads and checks inputs, some of which may be in memory; so many bytes of them are looked at at once.
  init(
    _ inputs: [FleetInput], isStrict: Bool = false, folder: String? = nil,
    window: Int = DocumentStream.window, refused: (Refusal) -> Void = { _ in }
  ) throws {
    self.window = window
    store = DocumentStore(
      folder: folder ?? ProcessImage.environment("TMPDIR") ?? "/var/tmp")
    instructionSet = ckernels_instruction_set()
    var buffer = TokenBuffer(capacity: window, instructionSet: instructionSet)
    for input in inputs {
      try read(input, &buffer) { refusal in
        if refusals.count < Self.keptRefusals { refusals.append(refusal) }
        refused(refusal)
        if isStrict { throw Refused(refusal: refusal) }
      }
    }
    let entries = store.entries
    order = entries.indices.sorted {
      entries[$0].node != entries[$1].node ? entries[$0].node < entries[$1].node : $0 < $1
    }
    for (place, entry) in order.enumerated()
    where place == 0 || entries[entry].node != entries[order[place - 1]].node {
      counts.nodes += 1
    }
  }

  /// Calls `body` for each node, in the order of their ids. May be called again.
  ///
  /// - Throws: what `body` throws, `SystemError` where a file has changed since it was checked.
  public func forEachNode(_ body: (MergedNode) throws -> Void) throws {
    try forEachJoin { join, parts, _ in try body(MergedNode(join, of: parts)) }
  }

  /// Writes the merged file: a line for each node, and the last one.
  ///
  /// - Throws: what `write` throws, `SystemError` where a file has changed since it was checked.
  public func merge(_ write: ([UInt8]) throws -> Void) throws {
    var line = NodeLine()
    var digest = Digest()
    var nodes = 0
    var rows = 0
    try forEachJoin { join, parts, text in
      line.write(join, of: parts, in: text)
      nodes += 1
      rows += join.rows.count
      digest.update(line.bytes)
      try write(line.bytes)
    }
    let last =
      "{\"schema\":\"nodeprobe.merge/1\",\"nodes\":\(nodes),\"rows\":\(rows),\"sha256\":\"\(digest.value)\"}\n"
    try write(Array(last.utf8))
  }

  private func forEachJoin(
    _ body: (borrowing NodeJoin, borrowing NodeParts, Span<UInt8>) throws -> Void
  ) throws {
    var parts = NodeParts()
    var reader = ReportReader()
    var buffer = TokenBuffer(capacity: window, instructionSet: instructionSet)
    var stripped = TokenBuffer(capacity: 0, instructionSet: instructionSet)
    var first = 0
    while first < order.count {
      let node = store.entries[order[first]].node
      var end = first + 1
      while end < order.count, store.entries[order[end]].node == node { end += 1 }
      let entries = order[first..<end].map { store.entries[$0] }
      first = end
      buffer.removeAll()
      for entry in entries {
        try store.read(entry, into: &buffer)
        buffer.append(0x0A)
      }
      buffer.findTokens(isLast: true)
      if buffer.blanks > entries.count {
        stripped.become(buffer)
        try read(entries, in: stripped, &reader, into: &parts)
        try body(NodeJoin(parts, stripped.bytes), parts, stripped.bytes)
      } else {
        try read(entries, in: buffer, &reader, into: &parts)
        try body(NodeJoin(parts, buffer.bytes), parts, buffer.bytes)
      }
    }
  }

  /// Reads the documents of one node, which stand one behind the other.
  private func read(
    _ entries: [DocumentEntry], in buffer: borrowing TokenBuffer, _ reader: inout ReportReader,
    into parts: inout NodeParts
  ) throws(SystemError) {
    parts.removeAll()
    var walker = JSONWalker(buffer.bytes, buffer.places)
    for entry in entries {
      do throws(JSONFault) {
        let kind = try reader.read(&walker, into: &parts)
        if case .report = kind, reader.outline.nodeID == entry.node { continue }
      } catch {
        // It was right when it was checked.
      }
      throw store.changed(entry)
    }
  }

  private func read(
    _ input: FleetInput, _ buffer: inout TokenBuffer, refuse: (Refusal) throws -> Void
  ) throws {
    let name = input.name
    let text: ReportFile
    do throws(SystemError) {
      text = try ReportFile(input)
    } catch {
      counts.refused += 1
      return try refuse(Refusal(file: name, byte: 0, reason: error.description))
    }
    if let reason = Sidecar.complaint(about: input) {
      counts.refused += 1
      return try refuse(Refusal(file: name, byte: 0, reason: reason))
    }
    try withoutActuallyEscaping(refuse) { refuse in
      var stream = DocumentStream(
        text, name: name, file: store.add(file: name), store: store, refuse: refuse)
      defer { add(stream.counts) }
      try stream.run(&buffer)
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
