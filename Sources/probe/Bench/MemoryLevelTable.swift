import NodeModel
import Terminal

/// The levels of memory by measured latency beside the caches that the kernel reports.
struct MemoryLevelTable {
  let style: Style

  /// Nothing where no level was found.
  func lines(of levels: [BenchMemoryLevel]) -> [String] {
    guard let first = levels.first else { return [] }
    // Pages differ in a full run; stride and grouping are always those of the suite.
    let hasPages = levels.contains { $0.pages != first.pages }
    var pattern = "stride \(first.strideBytes), grouping \(first.grouping)"
    if !hasPages { pattern = "pages \(first.pages), " + pattern }
    var columns: [Table.Column] = [.init("LEVEL")]
    if hasPages { columns.append(.init("PAGES")) }
    columns += [
      .init("LATENCY", .right), .init("MEASURED SIZE", .right), .init("REPORTED", .right),
    ]
    var table = Table(columns)
    for level in levels {
      var cells = [level.name]
      if hasPages { cells.append(level.pages) }
      cells += [
        Quantity.time(level.seconds), size(of: level),
        level.reportedBytes.map { Quantity.memory(Double($0)) } ?? "",
      ]
      table.add(cells)
    }
    let title = style(.strong, "memory levels") + "  where the latency steps up"
    return [title + style(.quiet, "  (\(pattern))")] + table.lines
  }

  /// "20.0 KiB – 128 KiB": the largest set that was as fast, and the next that was not. Of memory no size is told.
  private func size(of level: BenchMemoryLevel) -> String {
    guard let beyond = level.beyondBytes else { return "" }
    return "\(Quantity.memory(Double(level.kneeBytes))) – \(Quantity.memory(Double(beyond)))"
  }
}
