internal import NodeModel
internal import Tables

/// Power of a single-board computer, bare, by `edge_boards.csv`.
struct Board: Hashable {
  /// As the table spells it: "Raspberry Pi 4 Model B".
  let name: String
  /// Microwatts when idle.
  let idle: UInt64
  /// Microwatts at most.
  let most: UInt64

  /// Nil for a row that lacks something.
  init?(_ row: CSVRow) {
    guard let name = row["board"], let idle = row.decimal("idle_w"), idle > .zero,
      let most = row.decimal("max_w"), most >= idle
    else { return nil }
    self.name = name
    self.idle = idle.count
    self.most = most.count
  }

  /// Every board in the table has four cores with one thread each.
  private static let threads: UInt64 = 4

  /// When idle, of one thread.
  var idlePerThread: PowerBand { Self.perThread(idle) }

  /// At most, of one thread.
  var mostPerThread: PowerBand { Self.perThread(most) }

  private static func perThread(_ power: UInt64) -> PowerBand {
    PowerBand(low: power / threads, value: power / threads, high: power / threads)
  }

  /// All of them, in the table's order.
  static func all() -> [Board] {
    EmbeddedTable.boards.rows().compactMap(Board.init)
  }

  /// Whether the model of a device tree is this board, in whichever revision. A "Plus" is another board.
  func fits(_ model: String) -> Bool {
    var words = model.split(separator: " ").map(String.init)
    if let revision = words.lastIndex(of: "Rev"), revision > 0 { words.removeSubrange(revision...) }
    let model = words.joined(separator: " ")
    // The table leaves the only model of the Raspberry Pi 5 out.
    return model == name || model == name + " Model B"
  }
}
