public import NodeModel

/// Renders snapshots of one catalogue as a page of metrics in one text format.
///
/// Everything but the numbers is written once, when hardware appears: headers and `name{labels} ` are
/// bytes in one block, so a page costs a copy and a number each series.
///
/// Sources: Prometheus "Exposition formats" 0.0.4; OpenMetrics 1.0 (IETF draft-richih-opsawg-openmetrics).
public struct MetricsPage: Sendable {
  /// The catalogue whose snapshots this plan renders.
  public let catalogue: Catalogue

  struct Family: Sendable {
    let header: Range<Int32>
    let samples: Range<Int>
    /// The header's number among the pieces; those of the samples follow.
    let piece: Int
  }
  /// Where the name and labels stand in `fixed`, and the number in a snapshot. A big page is walked
  /// faster where its plan is small.
  struct Sample: Sendable {
    let prefix: Range<Int32>
    /// The complement of a place for a line that is fixed whole, and stands where that place has a number.
    private let value: Int32

    init(prefix: Range<Int32>, place: Int, isFixed: Bool = false) {
      self.prefix = prefix
      value = isFixed ? ~Int32(place) : Int32(place)
    }

    var isFixed: Bool { value < 0 }
    /// The place in the snapshot.
    var place: Int { Int(isFixed ? ~value : value) }
  }
  private let format: TextFormat
  let fixed: [UInt8]
  let families: [Family]
  let samples: [Sample]

  /// All that is fixed on a page, in its order: each family's header, and its series' names and labels.
  var pieces: [Range<Int32>] {
    families.flatMap { [$0.header] + samples[$0.samples].map(\.prefix) }
  }

  /// Plans the page: families by name, series in the order of their declaration, duplicates left out, and what
  /// `isShown` does not want.
  public init(
    _ catalogue: Catalogue, as format: TextFormat, where isShown: (Metric) -> Bool = { _ in true }
  ) {
    self.catalogue = catalogue
    self.format = format
    var places: [Metric: [Int]] = [:]
    for (index, entry) in catalogue.entries.enumerated()
    where catalogue.isFirst[index] && isShown(entry.metric) {
      places[entry.metric, default: []].append(index)
    }
    var text = ByteText()
    var families: [Family] = []
    var samples: [Sample] = []
    let sorted = places.sorted { $0.key.name.description < $1.key.name.description }
    for (metric, indices) in sorted {
      let start = Int32(text.bytes.count)
      text.appendHeader(of: metric, as: format)
      let header = start..<Int32(text.bytes.count)
      let first = samples.count
      // Whether the format tells of the family when it began.
      let isCounted = format == .openMetrics && metric.kind == .counter
      for index in indices {
        let entry = catalogue.entries[index]
        let start = Int32(text.bytes.count)
        text.append(metric.name)
        text.append(labels: entry.labels)
        text.append(byte: 0x20)
        let end = Int32(text.bytes.count)
        samples.append(Sample(prefix: start..<end, place: index))
        if isCounted, let beginning = entry.beginning {
          text.append(beginning, of: metric, entry.labels)
          let line = end..<Int32(text.bytes.count)
          samples.append(Sample(prefix: line, place: index, isFixed: true))
        }
      }
      families.append(
        Family(header: header, samples: first..<samples.count, piece: first + families.count))
    }
    fixed = text.bytes
    self.families = families
    self.samples = samples
  }

  /// Writes the page of `snapshot`, which must be of this plan's catalogue, over what `page` holds.
  public func render(_ snapshot: Snapshot, into page: inout ByteText) {
    page.removeAll()
    for family in families { append(family, of: snapshot, to: &page) }
    page.append(end)
  }

  /// What stands behind the last family.
  var end: StaticString { format == .openMetrics ? "# EOF\n" : "" }

  /// Writes one family, which without a single value is left out with its header.
  func append(_ family: Family, of snapshot: Snapshot, to page: inout ByteText) {
    let fixed = fixed.span
    let samples = samples.span
    let values = snapshot.values.span
    var hasHeader = false
    for index in family.samples {
      let sample = samples[index]
      let value = values[sample.place]
      if case .absent = value { continue }
      if !hasHeader {
        page.append(bytes: fixed.extracting(Range(family.header)))
        hasHeader = true
      }
      page.append(bytes: fixed.extracting(Range(sample.prefix)))
      if !sample.isFixed { page.append(value) }
      page.append(byte: 0x0A)
    }
  }
}

extension Range<Int> {
  /// A range that was kept small.
  fileprivate init(_ range: Range<Int32>) {
    self = Int(range.lowerBound)..<Int(range.upperBound)
  }
}

extension ByteText {
  /// Writes a number as both formats read it.
  mutating func append(_ value: Value) {
    switch value {
    case .absent: append("NaN")
    case .real(let real): append(real: real)
    case .count(let count): append(unsigned: count)
    case .micro(let micro): append(micro: micro)
    }
  }

  /// Writes the lines that stand above a family's series.
  mutating func appendHeader(of metric: Metric, as format: TextFormat) {
    var family = metric.name.description
    let type: StaticString
    switch metric.kind {
    case .counter:
      if format == .openMetrics { family.removeLast("_total".utf8.count) }
      type = "counter"
    case .info:
      if format == .openMetrics { family.removeLast("_info".utf8.count) }
      type = format == .openMetrics ? "info" : "gauge"
    case .gauge:
      type = "gauge"
    }
    append("# HELP ")
    append(text: family)
    append(byte: 0x20)
    append(escaped: metric.help.description, quotes: format == .openMetrics)
    append("\n# TYPE ")
    append(text: family)
    append(byte: 0x20)
    append(type)
    append(byte: 0x0A)
    if format == .openMetrics, let unit = metric.unit {
      append("# UNIT ")
      append(text: family)
      append(byte: 0x20)
      append(text: unit)
      append(byte: 0x0A)
    }
  }

  /// Writes when a counter began, all but the end of the line: OpenMetrics' `_created`, in seconds.
  mutating func append(_ beginning: UInt64, of metric: Metric, _ labels: [Label]) {
    append(text: String(metric.name.description.dropLast("_total".utf8.count)))
    append("_created")
    append(labels: labels)
    append(byte: 0x20)
    append(micro: beginning / 1_000_000 * 1000)
  }

  /// Writes `{name="value",…}`, and nothing where there are no labels.
  mutating func append(labels: [Label]) {
    guard !labels.isEmpty else { return }
    append(byte: 0x7B)
    for (index, label) in labels.enumerated() {
      if index > 0 { append(byte: 0x2C) }
      append(text: label.name)
      append("=\"")
      append(escaped: label.value, quotes: true)
      append(byte: 0x22)
    }
    append(byte: 0x7D)
  }

  private mutating func append(escaped text: String, quotes: Bool) {
    for byte in text.utf8 {
      switch byte {
      case 0x5C: append("\\\\")
      case 0x0A: append("\\n")
      case 0x22 where quotes: append("\\\"")
      default: append(byte: byte)
      }
    }
  }
}
