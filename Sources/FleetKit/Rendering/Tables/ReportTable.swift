/// One table of the report, as every format prints it: people see three digits and programs whole numbers.
struct ReportTable {
  /// A column.
  struct Column {
    /// Its name for programs, with the unit: `energy_uj`.
    let key: String
    /// Its name for people.
    let title: String
    /// What stands in it.
    let measure: Measure
    /// Whether people are spared it.
    var isDetail = false
    /// Whether a bar stands beside its shares.
    var hasBar = false
  }

  /// One value.
  enum Cell: Equatable {
    /// Nobody knows: never 0.
    case absent
    /// Words, as they came.
    case text(String)
    /// A whole number.
    case whole(Int128)
    /// Another number.
    case real(Double)

    /// For showing.
    var number: Double? {
      switch self {
      case .whole(let value): Double(value)
      case .real(let value): value
      case .absent, .text: nil
      }
    }
  }

  /// Its name for programs: `sites`.
  let name: String
  /// Its name for people.
  let title: String
  /// From the left.
  var columns: [Column]
  /// From the top.
  var rows: [[Cell]] = []
  /// Which rows are not like the others (buckets, remainders): people see them set off.
  var quietRows: Set<Int> = []
  /// The last row for people; programs add up themselves.
  var total: [Cell]?
  /// What must be said beneath.
  var notes: [String] = []

  init(_ name: String, _ title: String, _ columns: [Column]) {
    self.name = name
    self.title = title
    self.columns = columns
  }

  mutating func add(_ cells: [Cell], quiet: Bool = false) {
    if quiet { quietRows.insert(rows.count) }
    rows.append(cells)
  }

  /// As people see it: without details, and without columns in which nothing is known.
  var forPeople: ReportTable {
    let kept = columns.indices.filter { column in
      !columns[column].isDetail
        && (!columns[column].measure.isNumber || rows.contains { $0[column] != .absent })
    }
    var table = ReportTable(name, title, kept.map { columns[$0] })
    table.rows = rows.map { row in kept.map { row[$0] } }
    table.total = total.map { row in kept.map { row[$0] } }
    table.quietRows = quietRows
    table.notes = notes
    return table
  }

  /// How the numbers of each column are shown: so that those of the rows are read well, whatever their total.
  var scales: [Scale?] {
    columns.indices.map { column in
      columns[column].measure.steps.map { steps in
        Scale(
          for: rows.lazy.compactMap { $0[column].number }, steps,
          isMoney: columns[column].measure.isMoney)
      }
    }
  }

  /// The heading of a column for people, with the unit of its numbers.
  func heading(_ column: Int, _ scale: Scale?) -> String {
    scale.map { columns[column].title + ", " + $0.unit } ?? columns[column].title
  }

  /// A value for people; `–` where nobody knows.
  func text(_ cell: Cell, _ column: Int, _ scale: Scale?) -> String {
    guard let number = cell.number else {
      if case .text(let text) = cell { return PlainText.cleaned(text) }
      return "–"
    }
    switch columns[column].measure {
    case .text: return ""
    case .count: return Figure.fixed(number, 0)
    case .share: return Figure.percent(number)
    case .ratio: return Figure.fixed(number, 3)
    case .time: return Clock.minute(Int64(number))
    case .temperature: return Figure.fixed(number, 1)
    case .figure: return Figure.significant(number)
    case .energy, .carbon, .money, .power, .processorTime:
      return scale?.text(number) ?? Figure.significant(number)
    }
  }
}

extension ReportTable.Cell {
  /// Words, or nothing known.
  static func word(_ text: String?) -> Self { text.map { .text($0) } ?? .absent }

  /// A number, or nothing known.
  static func number(_ value: Double?) -> Self { value.map { .real($0) } ?? .absent }

  /// How many.
  static func count(_ value: some BinaryInteger) -> Self { .whole(Int128(value)) }
}
