internal import CKernels
internal import CLinux
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

  /// So many refusals are kept.
  private static let keptRefusals = 1000
  private static let mostThreads = 8
  /// So many bytes of documents are joined at once, but for one node with more.
  private static let joinBound = 32 << 20

  /// As many threads as this process may use CPUs, up to eight: with more, the one that all of it comes together in is
  /// the last to be done.
  public static var usualThreads: Int {
    var processors = [Int32](repeating: 0, count: mostThreads)
    let count = unsafe clinux_allowed_cpus(&processors, Int32(processors.count))
    return max(1, min(Int(count), mostThreads))
  }

  /// What became of all documents.
  public private(set) var counts = FleetCounts()
  /// The first thousand documents that were refused.
  public private(set) var refusals: [Refusal] = []
  /// All inputs that could be opened, in the order in which they were read; empty where nobody wanted their digests.
  public private(set) var inputs: [InputDigest] = []

  private let store: DocumentStore
  private let tables: RecordTables
  /// The entries of the store by node.
  private var order: [Int32] = []
  private let instructionSet: Int32
  private let threads: Int

  /// Reads and checks all inputs.
  ///
  /// - Parameters:
  ///   - inputs: files, folders, `-`.
  ///   - isStrict: whether the first refused document ends it.
  ///   - wanted: what nodes are to be told with, and whether `inputs` are wanted.
  ///   - folder: for temporary files; they have no names and are gone with this process.
  ///   - threads: how many work; nil are `usualThreads`. Whatever their number, the same comes out.
  ///   - refused: is called for each document that is refused.
  /// - Throws: `Refused` where it is strict, `SystemError` where a temporary file cannot be made.
  public convenience init(
    _ inputs: [String], isStrict: Bool = false, wanting wanted: WantedParts = .samples,
    folder: String? = nil, threads: Int? = nil, refused: (Refusal) -> Void = { _ in }
  ) throws {
    try self.init(
      InputList.files(of: inputs), isStrict: isStrict, wanting: wanted, folder: folder,
      threads: threads ?? Self.usualThreads, refused: refused)
  }

  /// Reads and checks inputs, some of which may be in memory; so many bytes of them are looked at at once, and so many
  /// bytes of records stay in memory.
  init(
    _ inputs: [FleetInput], isStrict: Bool = false, wanting wanted: WantedParts = .samples,
    folder: String? = nil, window: Int = Intake.window, threads: Int = 1,
    recordBound: Int = DocumentStore.recordBound, refused: (Refusal) -> Void = { _ in }
  ) throws {
    self.threads = threads
    tables = RecordTables(wanted: wanted)
    store = DocumentStore(
      folder: folder ?? TemporaryFile.folder, recordBound: recordBound)
    instructionSet = ckernels_instruction_set()
    var intake = Intake(
      store, tables, window: window, threads: threads, instructionSet: instructionSet)
    try intake.read(inputs) { refusal in
      if refusals.count < Self.keptRefusals { refusals.append(refusal) }
      refused(refusal)
      if isStrict { throw Refused(refusal: refusal) }
    }
    counts = intake.counts
    self.inputs = intake.inputs
    try store.settle()
    let entries = store.entries
    order = entries.indices.map(Int32.init)
    order.sort {
      let (left, right) = (entries[Int($0)].node, entries[Int($1)].node)
      return left != right ? left < right : $0 < $1
    }
    for (place, entry) in order.enumerated()
    where place == 0 || entries[Int(entry)].node != entries[Int(order[place - 1])].node {
      counts.nodes += 1
    }
  }

  /// Calls `body` for each node, or for some, in the order of their ids. May be called again.
  ///
  /// - Throws: what `body` throws, `SystemError` where a file has changed since it was checked.
  public func forEachNode(
    among chosen: Set<NodeID>? = nil, _ body: (MergedNode) throws -> Void
  ) throws {
    try forEachBatch(among: chosen, as: .nodes) { batch in
      // Looked at where they are: a copy of each would hold all its parts.
      let nodes = batch.nodes
      let span = nodes.span
      for place in span.indices { try body(span[place]) }
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

  /// What some nodes are charged; nil of none.
  ///
  /// - Throws: `SystemError` where a file has changed since it was checked, or a temporary one cannot be used.
  public func charges(of nodes: Set<NodeID>) throws -> FleetCharges? {
    guard !nodes.isEmpty else { return nil }
    var charges = FleetCharges()
    try forEachNode(among: nodes) { charges.count($0) }
    if let failure = charges.failure { throw failure }
    return charges
  }

  /// Writes the merged file: a line for each node, and the last one.
  ///
  /// - Throws: what `write` throws, `SystemError` where a file has changed since it was checked.
  public func merge(_ write: ([UInt8]) throws -> Void) throws {
    var digest = Digest()
    var nodes = 0
    var rows = 0
    try forEachBatch(as: .lines) { batch in
      nodes += batch.lineCount
      rows += batch.rowCount
      digest.update(batch.lines)
      try write(batch.lines)
    }
    let last =
      "{\"schema\":\"nodeprobe.merge/1\",\"nodes\":\(nodes),\"rows\":\(rows),\"sha256\":\"\(digest.value)\"}\n"
    try write(Array(last.utf8))
  }

  /// Joins the documents of some nodes after the other, while other threads join those of the next ones.
  private func forEachBatch(
    among chosen: Set<NodeID>? = nil, as form: NodeBatch.Form,
    _ body: (NodeBatch) throws -> Void
  ) throws {
    let (store, tables, instructionSet) = (store, tables, instructionSet)
    let crew = Crew("join", threads: threads) { NodeJoiner(store, tables, instructionSet) }
    defer { crew.close() }
    var joiner = NodeJoiner(store, tables, instructionSet)
    var ahead = 0
    func takeOldest() throws {
      guard let batch = crew.take(&joiner) else { return }
      ahead -= batch.size
      try body(batch)
      if let failure = batch.failure { throw failure }
    }
    var batch = NodeBatch(as: form)
    var first = 0
    while first < order.count {
      let node = store.entries[Int(order[first])].node
      var end = first + 1
      while end < order.count, store.entries[Int(order[end])].node == node { end += 1 }
      if chosen?.contains(node) ?? true {
        batch.add(order[first..<end].map { store.entries[Int($0)] })
      }
      first = end
      guard batch.isFull || end == order.count else { continue }
      while crew.count >= crew.room || crew.count > 0 && ahead + batch.size > Self.joinBound {
        try takeOldest()
      }
      ahead += batch.size
      crew.give(batch)
      batch = NodeBatch(as: form)
    }
    while crew.count > 0 { try takeOldest() }
  }
}
