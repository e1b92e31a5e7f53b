internal import LinuxFiles
internal import NodeModel

/// A kernel table with a line for each key, such as `MemFree:  22871312 kB` or `pgfault 51234`.
///
/// The keys are learnt once; a round compares each with the one that stood there before.
struct KeyedLines {
  /// A series that a line fills.
  struct Target {
    let metric: Metric
    let labels: [Label]
    /// What the number is multiplied by to get the base unit.
    let multiplier: UInt64

    init(_ metric: Metric, labels: [Label] = [], multiplier: UInt64 = 1) {
      self.metric = metric
      self.labels = labels
      self.multiplier = multiplier
    }
  }

  private struct Row {
    let series: Series
    let multiplier: UInt64
  }
  private let prefixWords: Int
  private var keys = NameList()
  private var rows: [Row] = []
  private var unwanted = 0

  /// Learns the keys of `text`, which stand behind `prefixWords` words that say nothing.
  ///
  /// `target` is asked for each key as it is written, with what follows its number ("kB", or
  /// nothing).
  init(
    _ text: Span<UInt8>, prefixWords: Int = 0, series: inout SeriesTable,
    target: (_ key: String, _ unit: String) -> Target?
  ) {
    self.prefixWords = prefixWords
    var scanner = ByteScanner(text)
    while !scanner.isAtEnd {
      let key = Self.key(in: &scanner, behind: prefixWords)
      if !key.isEmpty {
        let value = scanner.unsigned()
        let unit = scanner.text(scanner.word())
        if value != nil, let target = target(scanner.text(key), unit) {
          keys.append(scanner.text(key))
          rows.append(
            Row(
              series: series.add(target.metric, labels: target.labels),
              multiplier: target.multiplier))
        } else {
          unwanted += 1
        }
      }
      scanner.skipLine()
    }
  }

  /// Whether no line is wanted.
  var isEmpty: Bool { rows.isEmpty }

  /// Fills in the numbers. A key that is gone leaves its series absent; one that is new asks for
  /// discovery.
  func read(_ text: Span<UInt8>, into readings: inout Readings) {
    for row in rows { readings.clear(row.series) }
    var scanner = ByteScanner(text)
    var expected = 0
    var found = 0
    var others = 0
    while !scanner.isAtEnd {
      let key = Self.key(in: &scanner, behind: prefixWords)
      if let index = keys.index(of: key, in: scanner, expecting: expected) {
        let row = rows[index]
        if let value = scanner.unsigned(),
          case let (product, overflow) = value.multipliedReportingOverflow(by: row.multiplier),
          !overflow
        {
          readings.set(row.series, count: product)
        } else {
          readings.fail(row.series, .garbled)
        }
        expected = index + 1
        found += 1
      } else if !key.isEmpty {
        others += 1
      }
      scanner.skipLine()
    }
    if found != rows.count || others != unwanted { readings.discoverAgain() }
  }

  /// None of the lines could be read.
  func fail(_ error: SystemError, in readings: inout Readings) {
    for row in rows { readings.fail(row.series, error) }
    if error.isAbsent { readings.discoverAgain() }
  }

  private static func key(in scanner: inout ByteScanner, behind prefixWords: Int) -> Range<Int> {
    for _ in 0..<prefixWords { scanner.skipWord() }
    return scanner.word()
  }
}
