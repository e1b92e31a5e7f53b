internal import NodeModel

/// A sensor chip that measures power, as the series of its sensors tell of it.
struct PowerChip {
  /// One sensor.
  struct Sensor {
    /// "power1".
    let name: String
    /// What it is called for people.
    let label: String
    let series: Series
    /// Over how many milliseconds the chip forms the mean that it shows; nil where it tells none.
    var averagingInterval: UInt64?
  }

  /// The name as `sensors` prints it: "ina3221-i2c-1-40".
  let name: String
  /// Its path below `/sys/devices`.
  let device: String
  var powers: [Sensor] = []
  var energies: [Sensor] = []
  var voltages: [Sensor] = []
  var currents: [Sensor] = []

  /// The driver's name for it. No such name contains a hyphen.
  var kind: String { String(name.prefix { $0 != "-" }) }

  /// All chips of a table that have a sensor of power, energy or current.
  static func all(in table: SeriesTable) -> [PowerChip] {
    var chips: [PowerChip] = []
    var places: [[String]: Int] = [:]
    var intervals: [[String]: UInt64] = [:]
    for entry in table.entries where entry.metric == .sensorAveraging {
      intervals[address(of: entry)] = entry.value(of: "averaging_milliseconds").flatMap {
        UInt64($0)
      }
    }
    for (index, entry) in table.entries.enumerated() {
      guard let list = lists[entry.metric],
        let name = entry.value(of: "chip"), let device = entry.value(of: "device"),
        let sensor = entry.value(of: "sensor"), let label = entry.value(of: "label")
      else { continue }
      let place = places[[name, device]] ?? chips.count
      if place == chips.count {
        places[[name, device]] = place
        chips.append(PowerChip(name: name, device: device))
      }
      chips[place][keyPath: list].append(
        Sensor(
          name: sensor, label: label, series: Series(index: index),
          averagingInterval: intervals[address(of: entry)]))
    }
    return chips.filter { !$0.powers.isEmpty || !$0.energies.isEmpty || !$0.currents.isEmpty }
  }

  private static func address(of entry: SeriesTable.Entry) -> [String] {
    ["chip", "device", "sensor"].map { entry.value(of: $0) ?? "" }
  }

  private static var lists: [Metric: WritableKeyPath<PowerChip, [Sensor]>] {
    [
      .sensorPower: \.powers, .sensorEnergy: \.energies, .voltage: \.voltages,
      .current: \.currents,
    ]
  }

  /// Voltages and currents of one rail, where the chip forms no product itself: bus voltage and current of
  /// one channel of an INA3221, input and output of a PMBus regulator.
  var pairs: [(voltage: Sensor, current: Sensor)] {
    currents.compactMap { current in
      let partner: String?
      if kind == "ina3221", let channel = Int(current.name.dropFirst("curr".count)), channel <= 3 {
        partner = "in\(channel)"
      } else if current.label.hasPrefix("i"), current.label != current.name,
        !powers.contains(where: { $0.label == "p" + current.label.dropFirst() })
      {
        let label = "v" + current.label.dropFirst()
        partner = voltages.first { $0.label == label }?.name
      } else {
        partner = nil
      }
      return voltages.first { $0.name == partner }.map { ($0, current) }
    }
  }
}

extension SeriesTable.Entry {
  /// The value of the label `name`; nil where it has none.
  func value(of name: String) -> String? {
    labels.first { $0.name == name }?.value
  }
}
