public import NodeModel

/// What each sensor has shown, round by round, in the hour that runs and in the one before it.
///
/// It is fed with each snapshot and knows no other clock. A sensor takes some hundred bytes an hour, and memory is
/// asked for only when one shows what it has not shown in that hour; at most `limit` sensors are followed.
public struct SensorDistributions: Sendable {
  /// The most sensors; of more the first.
  public static let limit = 512
  private static let hourNanoseconds: UInt64 = 3_600_000_000_000

  private struct Entry: Sendable {
    let name: SensorName
    var place: Int
    var last: ExponentialHistogram?
    var current = ExponentialHistogram(schema: .sensor)
  }

  private var catalogue: Catalogue?
  private var entries: [Entry] = []
  private var hour: UInt64 = 0

  /// Nothing was shown.
  public init() {}

  /// Takes in the next snapshot.
  public mutating func add(_ snapshot: Snapshot) {
    if snapshot.catalogue !== catalogue { follow(snapshot.catalogue) }
    let hour = snapshot.wallTime / Self.hourNanoseconds
    if hour != self.hour { turn(to: hour) }
    for index in entries.indices {
      if let value = snapshot.values[entries[index].place].double {
        entries[index].current.add(value)
      }
    }
  }

  /// The hour before is kept where it was the one before this.
  private mutating func turn(to next: UInt64) {
    for index in entries.indices {
      entries[index].last = next == hour + 1 ? entries[index].current : nil
      entries[index].current = ExponentialHistogram(schema: .sensor)
    }
    hour = next
  }

  /// Finds the sensors of another catalogue; those that were there go on.
  private mutating func follow(_ catalogue: Catalogue) {
    self.catalogue = catalogue
    var known: [SensorName: Entry] = [:]
    for entry in entries { known[entry.name] = entry }
    entries.removeAll(keepingCapacity: true)
    for (name, place) in SensorName.all(in: catalogue).prefix(Self.limit) {
      var entry = known[name] ?? Entry(name: name, place: place)
      entry.place = place
      entries.append(entry)
    }
  }

  /// Writes an array of the sensors that have shown anything (docs/schema/report.json).
  func write(to json: inout JSONWriter) {
    json.array { json in
      for entry in entries {
        var shown = entry.current
        if let last = entry.last { shown.merge(last) }
        guard shown.count > 0 else { continue }
        json.object { json in
          entry.name.write(to: &json)
          json.key("histogram")
          shown.write(into: &json)
        }
      }
    }
  }
}
