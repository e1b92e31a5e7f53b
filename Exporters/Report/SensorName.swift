internal import NodeModel

/// What tells a sensor from all others of a node.
struct SensorName: Hashable, Sendable {
  let kind: SensorPlace.Kind
  let chip: String
  let device: String?
  let sensor: String
  let label: String?

  /// All sensors and where their readings stand, in the order of their declaration: of chips, and on a board without
  /// a chip for temperatures its thermal zones.
  ///
  /// A catalogue is another one whenever a job comes or goes: series that are no sensors' cost a look at one label.
  static func all(in catalogue: Catalogue) -> [(name: SensorName, place: Int)] {
    var found: [(name: SensorName, place: Int)] = []
    var zones: [(name: SensorName, place: Int)] = []
    for (place, entry) in catalogue.entries.enumerated() where catalogue.isFirst[place] {
      switch entry.labels.first?.name {
      case "chip":
        let family = entry.metric.name.description
        guard let kind = SensorPlace.Kind.allCases.first(where: { $0.family == family }) else {
          continue
        }
        found.append((SensorName(kind, entry.labels), place))
      case "zone" where entry.metric.name.description == "nodeprobe_thermal_zone_celsius":
        zones.append((SensorName(zone: entry.labels), place))
      default: continue
      }
    }
    let hasTemperature = found.contains { $0.name.kind == .temperature }
    return hasTemperature ? found : found + zones
  }

  private init(_ kind: SensorPlace.Kind, _ labels: [Label]) {
    func text(_ name: String) -> String? {
      labels.first { $0.name == name && !$0.value.isEmpty }?.value
    }
    self.kind = kind
    chip = text("chip") ?? ""
    device = text("device")
    sensor = text("sensor") ?? ""
    label = text("label")
  }

  private init(zone labels: [Label]) {
    kind = .temperature
    chip = "thermal_zone" + (labels.first { $0.name == "zone" }?.value ?? "")
    device = nil
    sensor = "temp"
    label = labels.first { $0.name == "type" && !$0.value.isEmpty }?.value
  }

  /// Writes the members of the object that is open.
  func write(to json: inout JSONWriter) {
    json.member("chip", chip)
    json.member("device", device)
    json.member("sensor", sensor)
    json.member("kind", kind.word)
    json.member("label", label)
    json.member("unit", kind.unit.description)
  }
}
