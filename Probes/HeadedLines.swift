internal import LinuxFiles
internal import NodeModel

/// A kernel table in pairs of lines: names, then numbers, both behind the same word.
///
///     Tcp: ActiveOpens PassiveOpens
///     Tcp: 12 3
///
/// The names are learnt once; a round compares each line of names with what it was.
struct HeadedLines {
  private struct Section {
    /// The whole line of names.
    let names: [UInt8]
    /// The wanted columns in ascending order.
    let columns: [(index: Int, series: Series)]
  }
  private var sections: [Section] = []

  /// Learns the names of `text`; `metric` is asked for each, with the word in front of the line.
  init(
    _ text: Span<UInt8>, series: inout SeriesTable,
    metric: (_ section: String, _ column: String) -> Metric?
  ) {
    var scanner = ByteScanner(text)
    while !scanner.isAtEnd {
      let start = scanner.position
      let section = scanner.text(scanner.word())
      var columns: [(index: Int, series: Series)] = []
      var index = 0
      while case let column = scanner.word(), !column.isEmpty {
        if section.hasSuffix(":"),
          let metric = metric(String(section.dropLast()), scanner.text(column))
        {
          columns.append((index, series.add(metric)))
        }
        index += 1
      }
      if !columns.isEmpty {
        let line = text.extracting(start..<scanner.position)
        sections.append(Section(names: line.indices.map { line[$0] }, columns: columns))
        scanner.skipLine()
      }
      scanner.skipLine()
    }
  }

  /// Fills in the numbers. Names that changed leave their series absent and ask for discovery.
  func read(_ text: Span<UInt8>, into readings: inout Readings) {
    var scanner = ByteScanner(text)
    for section in sections {
      for column in section.columns { readings.clear(column.series) }
      guard Self.skip(to: section.names, &scanner) else {
        readings.discoverAgain()
        scanner.rewind(to: 0)
        continue
      }
      scanner.skipLine()
      scanner.skipWord()
      var next = 0
      for (index, series) in section.columns {
        while next < index {
          scanner.skipWord()
          next += 1
        }
        if let value = scanner.signed() {
          if value >= 0 { readings.set(series, count: UInt64(value)) }
        } else if let value = scanner.unsigned() {
          readings.set(series, count: value)
        } else {
          readings.fail(series, .garbled)
          scanner.skipWord()
        }
        next += 1
      }
      scanner.skipLine()
    }
  }

  /// Nothing could be read.
  func fail(_ error: SystemError, in readings: inout Readings) {
    for section in sections {
      for column in section.columns { readings.fail(column.series, error) }
    }
    if error.isAbsent { readings.discoverAgain() }
  }

  /// Moves behind the line of `names`, from here on; false and at the end where there is none.
  private static func skip(to names: [UInt8], _ scanner: inout ByteScanner) -> Bool {
    while !scanner.isAtEnd {
      if scanner.skip(names) { return true }
      scanner.skipLine()
    }
    return false
  }
}

extension ByteScanner {
  /// Passes over the whole line `text` if it comes next.
  fileprivate mutating func skip(_ text: [UInt8]) -> Bool {
    let range = position..<position + text.count
    guard isInside(range), matches(range, text) else { return false }
    let start = position
    rewind(to: range.upperBound)
    if isAtEnd || peek == 0x0A { return true }
    rewind(to: start)
    return false
  }

  private mutating func isInside(_ range: Range<Int>) -> Bool {
    let start = position
    rewind(to: range.upperBound)
    defer { rewind(to: start) }
    return position == range.upperBound
  }
}
