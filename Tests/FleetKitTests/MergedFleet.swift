@testable import FleetKit
import NodeModel

/// What a merge of documents in memory comes to.
struct MergedFleet {
  /// The merged file; empty where nothing could be used.
  private(set) var bytes: [UInt8] = []
  let counts: FleetCounts
  let refusals: [Refusal]
  /// The energy of all rows by what statistics are given.
  private(set) var energy: UInt128 = 0
  private(set) var rows = 0
  private(set) var conflicts = 0
  private(set) var nodes: [MergedNode] = []

  /// Merges texts, each of which is an input of its own; so many threads work, and so many bytes of
  /// records stay in memory.
  init(
    _ texts: [[UInt8]], window: Int = 4096, threads: Int = 1, recordBound: Int = 1 << 20,
    readsNodes: Bool = false
  ) throws {
    let reader = try FleetReader(
      texts.map { .bytes(name: "text", $0) }, window: window, threads: threads,
      recordBound: recordBound)
    counts = reader.counts
    refusals = reader.refusals
    guard counts.nodes > 0 else { return }
    try reader.merge { bytes += $0 }
    guard readsNodes else { return }
    try reader.forEachNode { node in
      nodes.append(node)
      rows += node.rows.count
      conflicts += node.conflicts.count
      for row in node.rows { energy += UInt128(row.full.total) }
    }
  }

  /// Documents as lines of one text.
  static func lines(_ documents: [[UInt8]]) -> [UInt8] {
    documents.reduce(into: []) { $0 += $1 + [0x0A] }
  }
}
