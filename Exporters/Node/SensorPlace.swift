internal import NodeModel

/// Where one sensor's reading, limits and alarms stand in a catalogue.
struct SensorPlace {
  /// What the sensor measures.
  enum Kind: CaseIterable {
    case temperature, fan, voltage, current, power, humidity

    /// The family of the readings.
    var family: String {
      switch self {
      case .temperature: "nodeprobe_temperature_celsius"
      case .fan: "nodeprobe_fan_speed_rpm"
      case .voltage: "nodeprobe_voltage_volts"
      case .current: "nodeprobe_current_amperes"
      case .power: "nodeprobe_sensor_power_watts"
      case .humidity: "nodeprobe_humidity_ratio"
      }
    }

    /// What the sensors of the kind are called in the document.
    var listName: StaticString {
      switch self {
      case .temperature: "temperatures"
      case .fan: "fans"
      case .voltage: "voltages"
      case .current: "currents"
      case .power: "powers"
      case .humidity: "humidities"
      }
    }

    /// The word in reports.
    var word: String {
      switch self {
      case .temperature: "temperature"
      case .fan: "fan"
      case .voltage: "voltage"
      case .current: "current"
      case .power: "power"
      case .humidity: "humidity"
      }
    }

    /// The base unit, which is the reading's name in the document.
    var unit: StaticString {
      switch self {
      case .temperature: "celsius"
      case .fan: "rpm"
      case .voltage: "volts"
      case .current: "amperes"
      case .power: "watts"
      case .humidity: "ratio"
      }
    }
  }

  let chip: String
  let device: String?
  let sensor: String
  let label: String?
  let value: Int
  let max: Int?
  let critical: Int?
  let alarms: [(kind: String, place: Int)]

  /// All sensors of a kind, in the order of their declaration.
  static func all(_ kind: Kind, in index: SeriesIndex) -> [SensorPlace] {
    let family = kind.family
    // Boards without a sensor chip may have thermal zones; elsewhere those are the chips' own again.
    if kind == .temperature, index.first(family) == nil { return thermalZones(in: index) }
    let limits =
      kind == .temperature
      ? [
        places(of: "nodeprobe_temperature_max_celsius", in: index),
        places(of: "nodeprobe_temperature_critical_celsius", in: index),
      ] : [[:], [:]]
    var alarms: [Key: [(kind: String, place: Int)]] = [:]
    for place in index.all("nodeprobe_sensor_alarm") {
      let kind = index.label("kind", at: place) ?? "alarm"
      alarms[Key(place, index), default: []].append((kind, place))
    }
    return index.all(family).map { place in
      let key = Key(place, index)
      return SensorPlace(
        chip: key.chip, device: index.label("device", at: place), sensor: key.sensor,
        label: index.label("label", at: place), value: place, max: limits[0][key],
        critical: limits[1][key], alarms: alarms[key] ?? [])
    }
  }

  private static func thermalZones(in index: SeriesIndex) -> [SensorPlace] {
    index.all("nodeprobe_thermal_zone_celsius").map { place in
      SensorPlace(
        chip: "thermal_zone" + (index.label("zone", at: place) ?? ""), device: nil,
        sensor: "temp", label: index.label("type", at: place), value: place, max: nil,
        critical: nil, alarms: [])
    }
  }

  /// What tells the sensor from all others, for as long as its chip stays.
  var key: String { chip + "\n" + (device ?? "") + "\n" + sensor }

  /// What people call it: the label, or else the chip and the number.
  var title: String { label ?? (chip.isEmpty ? sensor : chip + " " + sensor) }

  private struct Key: Hashable {
    let chip: String
    let device: String
    let sensor: String

    init(_ place: Int, _ index: SeriesIndex) {
      chip = index.label("chip", at: place) ?? ""
      device = index.label("device", at: place) ?? ""
      sensor = index.label("sensor", at: place) ?? ""
    }
  }

  private static func places(of family: String, in index: SeriesIndex) -> [Key: Int] {
    var found: [Key: Int] = [:]
    for place in index.all(family) { found[Key(place, index)] = place }
    return found
  }
}
