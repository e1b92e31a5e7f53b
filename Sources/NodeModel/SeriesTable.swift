/// A place in one probe's table; the probe keeps it and fills in the number each round.
public struct Series: Hashable, Sendable {
  /// The position in the table.
  public let index: Int

  /// A place by number; for readers of the tables that workers send.
  public init(index: Int) {
    self.index = index
  }
}

/// The series that one probe declares when it finds its hardware. It does not change afterwards: what
/// comes or goes makes a new table.
public struct SeriesTable: Sendable {
  /// The most series one probe may declare: 4,096 chips of 16 sensors.
  public static let limit = 65_536

  /// One declared series.
  public struct Entry: Sendable, Hashable {
    /// The family.
    public let metric: Metric
    /// The labels in the order of the declaration.
    public let labels: [Label]
    /// When what a counter counts began at 0, in nanoseconds since 1970; nil where nobody says.
    public let beginning: UInt64?
  }

  /// All series in the order of their declaration.
  public private(set) var entries: [Entry] = []

  /// An empty table.
  public init() {}

  /// Declares a series with labels whose names are known at compile time.
  public mutating func add(
    _ metric: Metric, _ labels: KeyValuePairs<String, String> = [:], since beginning: UInt64? = nil
  ) -> Series {
    add(metric, labels: labels.map { Label($0.key, $0.value) }, since: beginning)
  }

  /// Declares a series. Past `limit` all further declarations share the last place, so that a lying
  /// machine costs its own readings and nothing else.
  public mutating func add(
    _ metric: Metric, labels: [Label], since beginning: UInt64? = nil
  ) -> Series {
    if entries.count < Self.limit {
      entries.append(Entry(metric: metric, labels: labels, beginning: beginning))
    }
    return Series(index: entries.count - 1)
  }
}
