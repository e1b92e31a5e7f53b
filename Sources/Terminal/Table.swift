/// Rows of text in aligned columns, for people.
public struct Table {
  /// On which side of its column a text stands.
  public enum Alignment: Sendable {
    case left, right
  }

  /// The heading of a column and where its texts stand.
  public struct Column: Sendable {
    let heading: String
    let alignment: Alignment

    /// A column; numbers stand right, words left.
    public init(_ heading: String, _ alignment: Alignment = .left) {
      self.heading = heading
      self.alignment = alignment
    }
  }

  private let columns: [Column]
  private var rows: [[String]] = []

  /// A table without rows.
  public init(_ columns: [Column]) {
    self.columns = columns
  }

  /// Adds a row with one text for each column; whatever stands in them steers no terminal.
  public mutating func add(_ cells: [String]) {
    rows.append(cells.map(\.printable))
  }

  /// Adds a row with texts in colours, in which nothing of others stands that was not made printable.
  public mutating func add(styled cells: [String]) {
    rows.append(cells)
  }

  /// Whether no row was added.
  public var isEmpty: Bool { rows.isEmpty }

  /// The table's lines, headings first, without blanks at their ends.
  public var lines: [String] {
    let all = [columns.map(\.heading)] + rows
    let widths = widths
    return all.map { line(of: $0, widths) }
  }

  /// The table's lines for a terminal of `width` cells: the texts of the last column are wrapped below
  /// themselves, or where that leaves too little room, below their rows. Nil stands for any width.
  public func lines(width: Int?) -> [String] {
    guard let width, let last = columns.indices.last else { return lines }
    let widths = widths
    let start = widths.dropLast().reduce(0) { $0 + $1 + 2 }
    guard start + (widths.last ?? 0) > width else { return lines }
    let isBeside = width - start >= Self.readable
    let indent = isBeside ? start : 4
    let margin = String(repeating: " ", count: indent)
    return ([columns.map(\.heading)] + rows).flatMap { row in
      let text = row.count > last ? row[last] : ""
      let head = line(of: Array(row.prefix(last)), widths)
      let parts = text.isEmpty ? [] : text.wrapped(to: width - indent)
      guard isBeside, let first = parts.first else { return [head] + parts.map { margin + $0 } }
      let blanks = String(repeating: " ", count: start - head.terminalWidth)
      return [head + blanks + first] + parts.dropFirst().map { margin + $0 }
    }
  }

  /// The least width in which sentences are set beside other columns.
  private static let readable = 24

  private var widths: [Int] {
    let all = [columns.map(\.heading)] + rows
    return columns.indices.map { column in
      all.map { column < $0.count ? $0[column].terminalWidth : 0 }.max() ?? 0
    }
  }

  private func line(of row: [String], _ widths: [Int]) -> String {
    var line = ""
    for (column, width) in widths.enumerated() {
      let cell = column < row.count ? row[column] : ""
      let blanks = String(repeating: " ", count: width - cell.terminalWidth)
      line += columns[column].alignment == .left ? cell + blanks : blanks + cell
      line += "  "
    }
    while line.hasSuffix(" ") { line.removeLast() }
    return line
  }
}

extension String {
  /// How many cells of a terminal the text takes: escape sequences take none, wide characters two.
  public var terminalWidth: Int {
    var width = 0
    var inEscape = false
    for scalar in unicodeScalars {
      if inEscape {
        if scalar.properties.isAlphabetic { inEscape = false }
      } else if scalar.value == 0x1B {
        inEscape = true
      } else if scalar.value >= 0x1100, Self.isWide(scalar.value) {
        width += 2
      } else if scalar.properties.generalCategory != .nonspacingMark {
        width += 1
      }
    }
    return width
  }

  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
