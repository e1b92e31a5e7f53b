internal import LinuxFiles

/// Some nodes in their order, and what is made of them. One thread at a time has it.
final class NodeBatch: @unchecked Sendable {
  /// What nodes become.
  enum Form {
    /// For statistics, findings and reports.
    case nodes
    /// For a merged file.
    case lines
  }

  /// So many nodes or bytes make a batch: enough to hand on seldom, few enough to stay in a core's cache.
  private static let mostNodes = 8
  private static let mostBytes = 256 << 10

  let form: Form
  /// The documents of each.
  private(set) var documents: [[DocumentEntry]] = []
  /// How many bytes these have.
  private(set) var size = 0
  fileprivate(set) var nodes: [MergedNode] = []
  fileprivate(set) var lines: [UInt8] = []
  /// How many lines there are.
  fileprivate(set) var lineCount = 0
  /// How many rows these have.
  fileprivate(set) var rowCount = 0
  /// Why the rest of the nodes could not be read.
  fileprivate(set) var failure: SystemError?

  init(as form: Form) { self.form = form }

  /// Whether it is to be handed on.
  var isFull: Bool { documents.count >= Self.mostNodes || size >= Self.mostBytes }

  /// Adds a node by its documents.
  func add(_ node: [DocumentEntry]) {
    documents.append(node)
    size += node.reduce(0) { $0 + Int($1.length) }
  }
}

/// Joins the documents of nodes; what one thread needs for that.
struct NodeJoiner: ~Copyable, CrewHand {
  /// Memory that a batch of so many bytes has used is given back.
  private static let keptBytes = 4 << 20

  private let store: DocumentStore
  private let tables: RecordTables
  private let instructionSet: Int32
  private var documents: NodeDocuments
  private var line = NodeLine()

  /// Reads documents of a store that is settled.
  init(_ store: DocumentStore, _ tables: RecordTables, _ instructionSet: Int32) {
    self.store = store
    self.tables = tables
    self.instructionSet = instructionSet
    documents = NodeDocuments(store, tables, instructionSet: instructionSet)
  }

  /// Joins the nodes of a batch, up to the first that cannot be read.
  mutating func work(on batch: NodeBatch) {
    join(batch)
    guard batch.size > Self.keptBytes else { return }
    documents = NodeDocuments(store, tables, instructionSet: instructionSet)
    line = NodeLine()
  }

  private mutating func join(_ batch: NodeBatch) {
    do throws(SystemError) {
      for entries in batch.documents {
        guard let node = entries.first?.node else { continue }
        // Texts are wanted where they are copied, or have to be compared.
        try documents.read(entries, readingTexts: batch.form == .lines)
        let join = NodeJoin(documents.parts, documents.text)
        switch batch.form {
        case .nodes: batch.nodes.append(MergedNode(node, join, of: documents.parts))
        case .lines:
          line.write(node, join, of: documents.parts, in: documents.text)
          batch.lines += line.bytes
          batch.lineCount += 1
          batch.rowCount += join.rows.count
        }
      }
    } catch {
      batch.failure = error
    }
  }
}
