internal import NodeModel

/// The series of a catalogue by the name of their family, for whoever looks for a few of them.
///
/// It is made when the catalogue changed and thrown away after the search.
struct SeriesIndex {
  private let entries: [SeriesTable.Entry]
  private var places: [String: [Int]] = [:]

  /// Sorts all series but those that were declared twice.
  init(_ catalogue: Catalogue) {
    entries = catalogue.entries
    for (place, entry) in entries.enumerated() where catalogue.isFirst[place] {
      places[entry.metric.name.description, default: []].append(place)
    }
  }

  /// Where the series of the family stand, in the order of their declaration.
  func all(_ name: String) -> [Int] {
    places[name] ?? []
  }

  /// Where the only series of a family stands, or the first.
  func first(_ name: String) -> Int? {
    places[name]?.first
  }

  /// Where the first series of a family with this label stands.
  func first(_ name: String, _ label: String, _ value: String) -> Int? {
    all(name).first { self.label(label, at: $0) == value }
  }

  /// Where the series of a family stand whose label names a device, by the device.
  func byDevice(_ name: String, label: String = "device") -> [String: Int] {
    var found: [String: Int] = [:]
    for place in all(name) {
      if let device = self.label(label, at: place), found[device] == nil { found[device] = place }
    }
    return found
  }

  /// The value of a label of the series at `place`; nil where it has none or an empty one.
  func label(_ name: String, at place: Int) -> String? {
    guard let value = entries[place].labels.first(where: { $0.name == name })?.value else {
      return nil
    }
    return value.isEmpty ? nil : value
  }

  /// The value of a label of the first series of a family.
  func label(_ name: String, of family: String) -> String? {
    first(family).flatMap { label(name, at: $0) }
  }
}
