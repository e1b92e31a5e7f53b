/// The lines of a table that may have more of them than memory has room for: each is made when it is printed.
struct TableLines {
  /// The table's name for programs: `jobs`.
  let name: String
  /// From the left.
  let columns: [ReportTable.Column]
  /// How many lines.
  let count: Int
  /// The values of a line, from 0 on.
  let cells: (Int) -> [ReportTable.Cell]

  init(
    _ name: String, _ columns: [ReportTable.Column], count: Int,
    cells: @escaping (Int) -> [ReportTable.Cell]
  ) {
    self.name = name
    self.columns = columns
    self.count = count
    self.cells = cells
  }

  /// Those of a table that is there.
  init(_ table: ReportTable) {
    let rows = table.rows
    self.init(table.name, table.columns, count: rows.count) { rows[$0] }
  }

  /// The first so many of them as a table.
  func table(_ title: String, limit: Int = .max) -> ReportTable {
    var table = ReportTable(name, title, columns)
    for line in 0..<min(limit, count) { table.add(cells(line)) }
    return table
  }
}
