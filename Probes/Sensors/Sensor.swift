/// One sensor of a chip with the files that tell about it.
struct Sensor: Sendable {
  /// One file.
  struct Attribute: Sendable {
    let name: AttributeName
    /// The number by which the chip's reader knows it; nil where nobody may read it.
    let handle: Int?
  }

  let kind: SensorKind
  /// "temp1".
  let name: String
  /// What it is called for people; the name where nobody gave it another.
  var label: String
  /// Over how many milliseconds the chip forms the mean that is the measurement; nil where it tells none.
  var averagingInterval: UInt64?
  /// All that can be read, in the order of `AttributeName`.
  let attributes: [Attribute]

  /// The attribute that carries the measurement: the momentary one where there are two.
  var value: Attribute? {
    if kind == .intrusion { return attributes.first { $0.name.role == .alarm } }
    return attributes.first { $0.name.role == .input }
      ?? attributes.first { $0.name.role == .average }
  }

  /// What says over how long the measurement is a mean; nil where it is none.
  var averaging: Attribute? {
    guard value?.name.role == .average else { return nil }
    return attributes.first { $0.name.suffix == AttributeName.averaging }
  }

  /// The sensors that a list of attributes belongs to, in the order of kinds and channels.
  static func all(of attributes: [Attribute]) -> [Sensor] {
    let sorted = attributes.sorted {
      ($0.name.kind.rawValue, $0.name.channel, $0.name.order)
        < ($1.name.kind.rawValue, $1.name.channel, $1.name.order)
    }
    return sorted.split(onChangeOf: \.name.sensor).compactMap { files in
      guard let first = files.first else { return nil }
      return Sensor(
        kind: first.name.kind, name: first.name.sensor, label: first.name.sensor,
        attributes: files)
    }
  }
}

extension Array {
  /// The runs of elements that agree in `key`.
  fileprivate func split(onChangeOf key: KeyPath<Element, String>) -> [[Element]] {
    var runs: [[Element]] = []
    for element in self {
      if let last = runs.last?.last, last[keyPath: key] == element[keyPath: key] {
        runs[runs.count - 1].append(element)
      } else {
        runs.append([element])
      }
    }
    return runs
  }
}
