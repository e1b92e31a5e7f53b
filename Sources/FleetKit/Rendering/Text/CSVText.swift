internal import Exporters

/// A table as RFC 4180 has it, with a line of names first: whole numbers whole, and nothing where nobody knows.
enum CSVText {
  /// As many bytes are handed out at once.
  static let block = 1 << 18

  /// Hands out all of it in blocks.
  static func write<Failure: Error>(
    _ table: TableLines, _ write: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    var text = ByteText(capacity: 1 << 12)
    for (place, column) in table.columns.enumerated() {
      if place > 0 { text.append(",") }
      text.append(text: column.key)
    }
    text.append("\r\n")
    let measures = table.columns.map(\.measure)
    for line in 0..<table.count {
      for (place, cell) in table.cells(line).enumerated() {
        if place > 0 { text.append(",") }
        append(cell, measures[place], to: &text)
      }
      text.append("\r\n")
      if text.bytes.count > block { try write(text.take()) }
    }
    try write(text.take())
  }

  private static func append(_ cell: ReportTable.Cell, _ measure: Measure, to text: inout ByteText)
  {
    switch cell {
    case .absent: break
    case .text(let words): append(quoted: words, to: &text)
    case .whole(let value) where measure == .time:
      text.append(text: Clock.stamp(Int64(clamping: value)))
    case .whole(let value): text.append(text: String(value))
    case .real(let value): text.append(real: value)
    }
  }

  /// Words of others.
  static func append(quoted words: String, to text: inout ByteText) { text.append(cell: words) }
}
