/// All series of a node at one time, each with its place in a snapshot's values.
///
/// It is made when hardware or jobs appear and shared by every snapshot until the next change, so
/// exporters keep what they derive from it as long as it is the same object.
public final class Catalogue: Sendable {
  /// The series in the order of the values.
  public let entries: [SeriesTable.Entry]
  /// Whether the entry is the first with its name and labels; the others never reach a page.
  public let isFirst: [Bool]
  /// Where each probe's values begin.
  public let offsets: [Int]

  /// Joins the tables of all probes.
  public init(_ tables: [SeriesTable]) {
    var entries: [SeriesTable.Entry] = []
    var isFirst: [Bool] = []
    var offsets: [Int] = []
    var seen: Set<Key> = []
    for table in tables {
      offsets.append(entries.count)
      for entry in table.entries {
        entries.append(entry)
        isFirst.append(seen.insert(Key(entry)).inserted)
      }
    }
    self.entries = entries
    self.isFirst = isFirst
    self.offsets = offsets
  }

  /// How many series of probe number `section` were declared a second time.
  public func duplicates(in section: Int) -> Int {
    let end = section + 1 < offsets.count ? offsets[section + 1] : entries.count
    return isFirst[offsets[section]..<end].count { !$0 }
  }

  /// A series as Prometheus tells it from others: the order of the labels says nothing.
  private struct Key: Hashable {
    let metric: Metric
    let labels: Set<Label>

    init(_ entry: SeriesTable.Entry) {
      metric = entry.metric
      labels = Set(entry.labels)
    }
  }
}
